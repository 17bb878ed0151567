package io.opensergo.spring.propagation.stream;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;

import io.opensergo.core.context.HeaderAccess;
import org.jspecify.annotations.Nullable;

/**
 * The headers of received Spring messages as text, for reading only. Binders deliver
 * text, or the bytes of it when the sender was not a Spring application.
 */
final class MessageHeadersAccess implements HeaderAccess<Map<?, ?>> {

	static final MessageHeadersAccess INSTANCE = new MessageHeadersAccess();

	private MessageHeadersAccess() {
	}

	@Override
	public @Nullable List<String> values(Map<?, ?> carrier, String name) {
		Object value = carrier.get(name);
		return (value != null) ? List.of(text(value)) : null;
	}

	@Override
	public void set(Map<?, ?> carrier, String name, String value) {
		throw new UnsupportedOperationException("a received message is left as it is");
	}

	@Override
	public void remove(Map<?, ?> carrier, String name) {
		throw new UnsupportedOperationException("a received message is left as it is");
	}

	static String text(Object value) {
		return (value instanceof byte[] bytes) ? new String(bytes, StandardCharsets.UTF_8) : value.toString();
	}

}
