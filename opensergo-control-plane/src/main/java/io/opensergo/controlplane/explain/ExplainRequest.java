package io.opensergo.controlplane.explain;

import java.util.Locale;
import java.util.Map;
import java.util.Objects;

import io.opensergo.core.route.RouteRequest;
import org.jspecify.annotations.Nullable;

/**
 * A request that somebody wants to have explained.
 *
 * @param service the service that is called
 * @param method the method
 * @param scheme {@code http} or {@code https}
 * @param authority the authority as sent, with its port
 * @param path the raw path with its query
 * @param headers header values by lower-case name, several values joined with {@code ,}
 * @param random the draw of the weighted choice in [0,1), {@code null} for a real one
 */
public record ExplainRequest(String service, String method, String scheme, String authority, String path,
		Map<String, String> headers, @Nullable Double random) implements RouteRequest {

	public ExplainRequest {
		Objects.requireNonNull(service, "service");
		Objects.requireNonNull(method, "method");
		Objects.requireNonNull(scheme, "scheme");
		Objects.requireNonNull(authority, "authority");
		Objects.requireNonNull(path, "path");
		headers = Map.copyOf(headers);
	}

	@Override
	public @Nullable String header(String name) {
		return this.headers.get(name.toLowerCase(Locale.ROOT));
	}

}
