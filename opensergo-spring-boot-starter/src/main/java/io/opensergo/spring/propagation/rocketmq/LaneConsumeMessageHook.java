package io.opensergo.spring.propagation.rocketmq;

import io.opensergo.core.context.TrafficContext;
import org.apache.rocketmq.client.hook.ConsumeMessageContext;
import org.apache.rocketmq.client.hook.ConsumeMessageHook;

/**
 * Binds the context of messages to the consumer thread while a listener handles them; for
 * a batch the one that all messages share, and none when they do not share one. The
 * client owns these threads, so nothing was bound before. Safe for all threads.
 */
public final class LaneConsumeMessageHook implements ConsumeMessageHook {

	private final RocketMessageContexts contexts;

	/**
	 * Creates a hook.
	 * @param contexts reads the contexts of messages
	 */
	public LaneConsumeMessageHook(RocketMessageContexts contexts) {
		this.contexts = contexts;
	}

	@Override
	public String hookName() {
		return "opensergo-lane";
	}

	@Override
	public void consumeMessageBefore(ConsumeMessageContext context) {
		TrafficContext.bind(this.contexts.common(context.getMsgList()));
	}

	@Override
	public void consumeMessageAfter(ConsumeMessageContext context) {
		TrafficContext.bind(null);
	}

}
