package io.opensergo.spring.propagation.rocketmq;

import java.util.HashMap;
import java.util.List;
import java.util.Map;

import io.opensergo.core.context.HeaderAccess;
import org.apache.rocketmq.common.message.Message;
import org.jspecify.annotations.Nullable;

/**
 * A message that is being sent. It belongs to the application, which may send it again in
 * another lane, and the client sends no copy of it: what was there is remembered, and
 * comes back after the sending.
 */
final class OutboundMessage {

	static final HeaderAccess<OutboundMessage> ACCESS = new Access();

	private final Message message;

	private final Map<String, @Nullable String> before = new HashMap<>(2);

	OutboundMessage(Message message) {
		this.message = message;
	}

	/**
	 * Whether something was written.
	 * @return {@code true} when {@link #restore()} has something to do
	 */
	boolean isChanged() {
		return !this.before.isEmpty();
	}

	/**
	 * Brings back what was there before.
	 */
	void restore() {
		this.before.forEach((name, value) -> {
			if (value != null) {
				RocketHeaderAccess.INSTANCE.set(this.message, name, value);
			}
			else {
				RocketHeaderAccess.INSTANCE.remove(this.message, name);
			}
		});
		this.before.clear();
	}

	private Message remembering(String name) {
		if (!this.before.containsKey(name)) {
			this.before.put(name, this.message.getProperty(name));
		}
		return this.message;
	}

	private static final class Access implements HeaderAccess<OutboundMessage> {

		@Override
		public @Nullable List<String> values(OutboundMessage carrier, String name) {
			return RocketHeaderAccess.INSTANCE.values(carrier.message, name);
		}

		@Override
		public void set(OutboundMessage carrier, String name, String value) {
			RocketHeaderAccess.INSTANCE.set(carrier.remembering(name), name, value);
		}

		@Override
		public void remove(OutboundMessage carrier, String name) {
			RocketHeaderAccess.INSTANCE.remove(carrier.remembering(name), name);
		}

	}

}
