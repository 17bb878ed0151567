package io.opensergo.spring.propagation.rabbit;

import java.util.List;

import io.opensergo.core.context.ContextHeaders;
import io.opensergo.core.context.TrafficContext;
import io.opensergo.spring.propagation.BatchContext;
import org.jspecify.annotations.Nullable;

import org.springframework.amqp.core.Message;

/**
 * The contexts of received messages. A listener of single messages has the context bound
 * already; code that receives by itself, or whose batches hold messages of several lanes,
 * binds that of each message by itself. Safe for all threads.
 */
public final class RabbitMessageContexts {

	private final ContextHeaders headers;

	/**
	 * Creates the contexts of an application.
	 * @param headers reads what crosses the wire
	 */
	public RabbitMessageContexts(ContextHeaders headers) {
		this.headers = headers;
	}

	/**
	 * The context that a message carries.
	 * @param message the message, which is left as it is
	 * @return the context; that of this instance when the message names no lane
	 */
	public TrafficContext of(Message message) {
		return this.headers.read(message.getMessageProperties(), RabbitHeaderAccess.INSTANCE);
	}

	/**
	 * The context that all messages of a batch carry.
	 * @param messages the messages
	 * @return the context, {@code null} when two messages disagree
	 */
	@Nullable TrafficContext common(List<Message> messages) {
		return BatchContext.<Message>of(messages, this::of);
	}

}
