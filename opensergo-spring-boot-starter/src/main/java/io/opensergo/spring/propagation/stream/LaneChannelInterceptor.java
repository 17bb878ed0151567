package io.opensergo.spring.propagation.stream;

import java.util.ArrayDeque;
import java.util.Deque;

import io.opensergo.core.context.ContextHeaders;
import io.opensergo.core.context.TrafficContext;
import org.jspecify.annotations.Nullable;

import org.springframework.cloud.stream.messaging.DirectWithAttributesChannel;
import org.springframework.messaging.Message;
import org.springframework.messaging.MessageChannel;
import org.springframework.messaging.support.ChannelInterceptor;

/**
 * Binds the context of a message while the function behind an input binding handles it,
 * and writes the lane of the sending thread into messages for output bindings, those of
 * StreamBridge included. Channels that are no bindings are left alone. Safe for all
 * threads.
 */
public final class LaneChannelInterceptor implements ChannelInterceptor {

	private static final String TYPE = "type";

	private static final String INPUT = "input";

	private final ContextHeaders headers;

	private final StreamMessageContexts contexts;

	private final ThreadLocal<Deque<Bound>> bound = ThreadLocal.withInitial(ArrayDeque::new);

	/**
	 * Creates an interceptor.
	 * @param headers writes what crosses the wire
	 * @param contexts reads the contexts of messages
	 */
	public LaneChannelInterceptor(ContextHeaders headers, StreamMessageContexts contexts) {
		this.headers = headers;
		this.contexts = contexts;
	}

	@Override
	public Message<?> preSend(Message<?> message, MessageChannel channel) {
		if (!(channel instanceof DirectWithAttributesChannel binding)) {
			return message;
		}
		if (isInput(binding)) {
			this.bound.get().push(new Bound(TrafficContext.currentOrNull()));
			TrafficContext.bind(this.contexts.common(message));
			return message;
		}
		OutboundStreamMessage outbound = new OutboundStreamMessage(message);
		this.headers.write(TrafficContext.currentOrNull(), outbound, OutboundStreamMessage.ACCESS);
		return outbound.message();
	}

	/**
	 * Called on the thread that sent the message into the channel, whatever became of it.
	 */
	@Override
	public void afterSendCompletion(Message<?> message, MessageChannel channel, boolean sent, @Nullable Exception ex) {
		if (channel instanceof DirectWithAttributesChannel binding && isInput(binding)) {
			Deque<Bound> nested = this.bound.get();
			TrafficContext.bind(nested.pop().before());
			if (nested.isEmpty()) {
				this.bound.remove();
			}
		}
	}

	private static boolean isInput(DirectWithAttributesChannel binding) {
		return INPUT.equals(binding.getAttribute(TYPE));
	}

	/**
	 * What a context was bound over.
	 *
	 * @param before the context, {@code null} for none
	 */
	private record Bound(@Nullable TrafficContext before) {
	}

}
