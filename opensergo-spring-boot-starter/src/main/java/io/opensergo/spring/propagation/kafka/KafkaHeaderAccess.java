package io.opensergo.spring.propagation.kafka;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;

import io.opensergo.core.context.HeaderAccess;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.Headers;
import org.jspecify.annotations.Nullable;

/**
 * The headers of Kafka records as text.
 */
final class KafkaHeaderAccess implements HeaderAccess<Headers> {

	static final KafkaHeaderAccess INSTANCE = new KafkaHeaderAccess();

	private static final char QUOTE = '"';

	private KafkaHeaderAccess() {
	}

	@Override
	public @Nullable List<String> values(Headers carrier, String name) {
		Iterator<Header> headers = carrier.headers(name).iterator();
		if (!headers.hasNext()) {
			return null;
		}
		List<String> values = new ArrayList<>(1);
		headers.forEachRemaining((header) -> values.add(text(header.value())));
		return values;
	}

	@Override
	public void set(Headers carrier, String name, String value) {
		carrier.remove(name);
		carrier.add(name, value.getBytes(StandardCharsets.UTF_8));
	}

	@Override
	public void remove(Headers carrier, String name) {
		carrier.remove(name);
	}

	/**
	 * Header mappers that write text as JSON put quotes around it.
	 */
	private static String text(byte @Nullable [] value) {
		String text = (value != null) ? new String(value, StandardCharsets.UTF_8) : "";
		int last = text.length() - 1;
		boolean quoted = last > 0 && text.charAt(0) == QUOTE && text.charAt(last) == QUOTE;
		return quoted ? text.substring(1, last) : text;
	}

}
