package io.opensergo.spring.propagation.stream;

import java.util.List;

import io.opensergo.core.context.HeaderAccess;
import org.jspecify.annotations.Nullable;

import org.springframework.messaging.Message;
import org.springframework.messaging.support.MessageBuilder;
import org.springframework.messaging.support.MessageHeaderAccessor;

/**
 * A message that is being sent; messages are immutable, so the first change makes
 * another.
 */
final class OutboundStreamMessage {

	static final HeaderAccess<OutboundStreamMessage> ACCESS = new Access();

	private final Message<?> message;

	private @Nullable MessageHeaderAccessor changed;

	OutboundStreamMessage(Message<?> message) {
		this.message = message;
	}

	/**
	 * The message to send.
	 * @return the message itself when nothing changed
	 */
	Message<?> message() {
		MessageHeaderAccessor headers = this.changed;
		return (headers != null) ? MessageBuilder.createMessage(this.message.getPayload(), headers.toMessageHeaders())
				: this.message;
	}

	private @Nullable Object header(String name) {
		return (this.changed != null) ? this.changed.getHeader(name) : this.message.getHeaders().get(name);
	}

	private MessageHeaderAccessor writable() {
		MessageHeaderAccessor headers = this.changed;
		if (headers == null) {
			headers = new MessageHeaderAccessor(this.message);
			this.changed = headers;
		}
		return headers;
	}

	private static final class Access implements HeaderAccess<OutboundStreamMessage> {

		@Override
		public @Nullable List<String> values(OutboundStreamMessage carrier, String name) {
			Object value = carrier.header(name);
			return (value != null) ? List.of(MessageHeadersAccess.text(value)) : null;
		}

		@Override
		public void set(OutboundStreamMessage carrier, String name, String value) {
			carrier.writable().setHeader(name, value);
		}

		@Override
		public void remove(OutboundStreamMessage carrier, String name) {
			carrier.writable().removeHeader(name);
		}

	}

}
