package io.opensergo.spring.conformance;

import java.util.List;
import java.util.Map;

import org.jspecify.annotations.Nullable;

/**
 * One request and what must arrive at the destination and come back.
 *
 * @param group the group, whose rule concerns the service of the case
 * @param name what is shown
 * @param service the service that is called
 * @param values the keys of the case file
 */
record ConformanceCase(String group, String name, String service, Map<String, Object> values) {

	String id() {
		return this.group + " / " + this.name;
	}

	String method() {
		return request()[0];
	}

	String path() {
		return request()[1];
	}

	private String[] request() {
		return text("request", "GET /").split(" ", 2);
	}

	String text(String key, String otherwise) {
		Object value = this.values.get(key);
		return (value != null) ? value.toString() : otherwise;
	}

	@Nullable String text(String key) {
		Object value = this.values.get(key);
		return (value != null) ? value.toString() : null;
	}

	@Nullable Integer number(String key) {
		return (Integer) this.values.get(key);
	}

	@SuppressWarnings("unchecked")
	Map<String, Object> map(String key) {
		return (Map<String, Object>) this.values.getOrDefault(key, Map.of());
	}

	@SuppressWarnings("unchecked")
	List<String> list(String key) {
		return (List<String>) this.values.getOrDefault(key, List.of());
	}

}
