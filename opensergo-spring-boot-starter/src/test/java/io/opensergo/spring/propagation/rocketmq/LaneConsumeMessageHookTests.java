package io.opensergo.spring.propagation.rocketmq;

import java.util.List;

import io.opensergo.core.context.ContextHeaders;
import io.opensergo.core.context.OutboundLane;
import io.opensergo.core.context.TrafficContext;
import org.apache.rocketmq.client.hook.ConsumeMessageContext;
import org.apache.rocketmq.common.message.MessageExt;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.slf4j.MDC;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link LaneConsumeMessageHook}: what stays on a consumer thread.
 */
class LaneConsumeMessageHookTests {

	private final LaneConsumeMessageHook hook = new LaneConsumeMessageHook(
			new RocketMessageContexts(new ContextHeaders(new OutboundLane(null))));

	@AfterEach
	void unbind() {
		TrafficContext.bind(null);
	}

	@Test
	void afterListenerNothingIsBound() {
		ConsumeMessageContext context = context("gray", "gray");
		this.hook.consumeMessageBefore(context);
		assertThat(MDC.get("lane")).isEqualTo("gray");
		this.hook.consumeMessageAfter(context);
		assertNothingIsBound();
	}

	@Test
	void beforeListenerWhenMessagesDisagreeBindsNothing() {
		this.hook.consumeMessageBefore(context("gray", "blue"));
		assertNothingIsBound();
	}

	private static void assertNothingIsBound() {
		assertThat(TrafficContext.currentOrNull()).isNull();
		assertThat(MDC.get("lane")).isNull();
	}

	private static ConsumeMessageContext context(String... lanes) {
		ConsumeMessageContext context = new ConsumeMessageContext();
		context.setMsgList(List.of(lanes).stream().map(LaneConsumeMessageHookTests::message).toList());
		return context;
	}

	private static MessageExt message(String lane) {
		MessageExt message = new MessageExt();
		message.putUserProperty("x-opensergo-traffic", lane);
		return message;
	}

}
