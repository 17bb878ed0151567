package io.opensergo.spring.propagation.rocketmq;

import java.util.List;

import io.opensergo.core.context.ContextHeaders;
import io.opensergo.core.context.TrafficContext;
import io.opensergo.spring.propagation.BatchContext;
import org.apache.rocketmq.common.message.Message;
import org.jspecify.annotations.Nullable;

/**
 * The contexts of received messages. A listener of a push consumer has the context bound
 * already; code that polls by itself, or whose batches hold messages of several lanes,
 * binds that of each message by itself. Safe for all threads.
 */
public final class RocketMessageContexts {

	private final ContextHeaders headers;

	/**
	 * Creates the contexts of an application.
	 * @param headers reads what crosses the wire
	 */
	public RocketMessageContexts(ContextHeaders headers) {
		this.headers = headers;
	}

	/**
	 * The context that a message carries.
	 * @param message the message, which is left as it is
	 * @return the context; that of this instance when the message names no lane
	 */
	public TrafficContext of(Message message) {
		return this.headers.read(message, RocketHeaderAccess.INSTANCE);
	}

	/**
	 * The context that all messages of a batch carry.
	 * @param messages the messages
	 * @return the context, {@code null} when two messages disagree
	 */
	@Nullable TrafficContext common(List<? extends Message> messages) {
		return BatchContext.<Message>of(messages, this::of);
	}

}
