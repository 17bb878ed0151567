package io.opensergo.core.action;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

import org.jspecify.annotations.Nullable;

/**
 * Headers in a map.
 */
final class TestHeaders implements MutableHeaders {

	private final Map<String, List<String>> headers = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);

	static TestHeaders of(String... namesAndValues) {
		TestHeaders headers = new TestHeaders();
		for (int i = 0; i < namesAndValues.length; i += 2) {
			headers.add(namesAndValues[i], namesAndValues[i + 1]);
		}
		return headers;
	}

	Map<String, List<String>> asMap() {
		return this.headers;
	}

	@Override
	public @Nullable String get(String name) {
		List<String> values = this.headers.get(name);
		return (values != null) ? String.join(",", values) : null;
	}

	@Override
	public void set(String name, String value) {
		this.headers.put(name, new ArrayList<>(List.of(value)));
	}

	@Override
	public void add(String name, String value) {
		this.headers.computeIfAbsent(name, (key) -> new ArrayList<>()).add(value);
	}

	@Override
	public void remove(String name) {
		this.headers.remove(name);
	}

}
