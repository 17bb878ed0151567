package io.opensergo.spring.propagation.rabbit;

import java.util.List;

import io.opensergo.core.context.HeaderAccess;
import org.jspecify.annotations.Nullable;

import org.springframework.amqp.core.Message;
import org.springframework.amqp.core.MessageProperties;
import org.springframework.amqp.core.MessagePropertiesBuilder;

/**
 * The properties of a message that is being sent, copied before the first change: the
 * message belongs to the application, which may send it again in another lane.
 */
final class OutboundProperties {

	static final HeaderAccess<OutboundProperties> ACCESS = new Access();

	private final Message message;

	private @Nullable MessageProperties changed;

	OutboundProperties(Message message) {
		this.message = message;
	}

	/**
	 * The message to send.
	 * @return the message itself when nothing changed
	 */
	Message message() {
		MessageProperties properties = this.changed;
		return (properties != null) ? new Message(this.message.getBody(), properties) : this.message;
	}

	private MessageProperties current() {
		return (this.changed != null) ? this.changed : this.message.getMessageProperties();
	}

	private MessageProperties writable() {
		MessageProperties properties = this.changed;
		if (properties == null) {
			properties = MessagePropertiesBuilder.fromClonedProperties(this.message.getMessageProperties()).build();
			this.changed = properties;
		}
		return properties;
	}

	private static final class Access implements HeaderAccess<OutboundProperties> {

		@Override
		public @Nullable List<String> values(OutboundProperties carrier, String name) {
			return RabbitHeaderAccess.INSTANCE.values(carrier.current(), name);
		}

		@Override
		public void set(OutboundProperties carrier, String name, String value) {
			RabbitHeaderAccess.INSTANCE.set(carrier.writable(), name, value);
		}

		@Override
		public void remove(OutboundProperties carrier, String name) {
			RabbitHeaderAccess.INSTANCE.remove(carrier.writable(), name);
		}

	}

}
