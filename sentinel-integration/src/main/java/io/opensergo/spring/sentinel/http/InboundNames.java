package io.opensergo.spring.sentinel.http;

import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

import org.jspecify.annotations.Nullable;

import org.springframework.http.HttpMethod;

/**
 * Names of inbound resources: {@code GET:/foo/{id}}, the method and the pattern that the
 * request matched, without the context path. There are only as many as there are patterns
 * in the application: requests that match none share {@code GET:/**}, methods that HTTP
 * does not define share {@code OTHER}. Safe for all threads.
 */
public final class InboundNames {

	private static final String UNMATCHED = "/**";

	private static final String OTHER = "OTHER";

	private final Map<String, Map<String, List<String>>> names = new ConcurrentHashMap<>();

	/**
	 * The name of a resource.
	 * @param method the method of the request
	 * @param pattern the pattern that it matched, {@code null} for none
	 * @return the one name, always the same list
	 */
	public List<String> of(String method, @Nullable String pattern) {
		String path = (pattern == null || pattern.isEmpty()) ? UNMATCHED : pattern;
		Map<String, List<String>> byMethod = this.names.get(path);
		if (byMethod == null) {
			byMethod = this.names.computeIfAbsent(path, (key) -> new ConcurrentHashMap<>());
		}
		List<String> name = byMethod.get(method);
		return (name != null) ? name
				: byMethod.computeIfAbsent(knownMethod(method), (known) -> List.of(known + ":" + path));
	}

	/**
	 * A method that may be part of a name.
	 * @param method the method of a request
	 * @return the method, or {@code OTHER}
	 */
	static String knownMethod(String method) {
		for (HttpMethod known : HttpMethod.values()) {
			if (known.name().equals(method)) {
				return method;
			}
		}
		return OTHER;
	}

}
