package io.opensergo.spring.propagation.rabbit;

import io.opensergo.core.context.ContextHeaders;
import io.opensergo.core.context.OutboundLane;
import io.opensergo.core.context.TrafficContext;
import org.junit.jupiter.api.Test;
import org.slf4j.MDC;

import org.springframework.amqp.core.Message;
import org.springframework.amqp.core.MessageBuilder;
import org.springframework.aop.framework.ProxyFactory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

/**
 * Tests for {@link LaneListenerAdvice}: what stays on a consumer thread.
 */
class LaneListenerAdviceTests {

	private final Message message = MessageBuilder.withBody(new byte[0])
		.setHeader("x-opensergo-traffic", "gray")
		.build();

	@Test
	void afterListenerNothingIsBound() {
		advised((data) -> assertThat(MDC.get("lane")).isEqualTo("gray")).handle(this.message);
		assertNothingIsBound();
	}

	@Test
	void afterListenerThatThrowsNothingIsBound() {
		assertThatIllegalStateException().isThrownBy(() -> advised((data) -> {
			throw new IllegalStateException(MDC.get("lane"));
		}).handle(this.message)).withMessage("gray");
		assertNothingIsBound();
	}

	private static void assertNothingIsBound() {
		assertThat(TrafficContext.currentOrNull()).isNull();
		assertThat(MDC.get("lane")).isNull();
	}

	private static Listener advised(Listener listener) {
		ProxyFactory factory = new ProxyFactory(listener);
		factory
			.addAdvice(new LaneListenerAdvice(new RabbitMessageContexts(new ContextHeaders(new OutboundLane(null)))));
		return (Listener) factory.getProxy();
	}

	/**
	 * Like the delegate of a container.
	 */
	interface Listener {

		void handle(Object data);

	}

}
