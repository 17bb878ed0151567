package io.opensergo.spring.propagation.rabbit;

import java.nio.charset.StandardCharsets;
import java.util.List;

import io.opensergo.core.context.HeaderAccess;
import org.jspecify.annotations.Nullable;

import org.springframework.amqp.core.MessageProperties;

/**
 * The headers of AMQP messages as text.
 */
final class RabbitHeaderAccess implements HeaderAccess<MessageProperties> {

	static final RabbitHeaderAccess INSTANCE = new RabbitHeaderAccess();

	private RabbitHeaderAccess() {
	}

	@Override
	public @Nullable List<String> values(MessageProperties carrier, String name) {
		Object value = carrier.getHeaders().get(name);
		if (value == null) {
			return null;
		}
		return List.of((value instanceof byte[] bytes) ? new String(bytes, StandardCharsets.UTF_8) : value.toString());
	}

	@Override
	public void set(MessageProperties carrier, String name, String value) {
		carrier.setHeader(name, value);
	}

	@Override
	public void remove(MessageProperties carrier, String name) {
		carrier.getHeaders().remove(name);
	}

}
