package io.opensergo.spring.propagation.rocketmq;

import java.util.List;

import io.opensergo.core.context.HeaderAccess;
import org.apache.rocketmq.common.message.Message;
import org.jspecify.annotations.Nullable;

/**
 * The user properties of RocketMQ messages as headers.
 */
final class RocketHeaderAccess implements HeaderAccess<Message> {

	static final RocketHeaderAccess INSTANCE = new RocketHeaderAccess();

	private RocketHeaderAccess() {
	}

	@Override
	public @Nullable List<String> values(Message carrier, String name) {
		String value = carrier.getProperty(name);
		return (value != null) ? List.of(value) : null;
	}

	@Override
	public void set(Message carrier, String name, String value) {
		carrier.putUserProperty(name, value);
	}

	@Override
	public void remove(Message carrier, String name) {
		if (carrier.getProperties() != null) {
			carrier.getProperties().remove(name);
		}
	}

}
