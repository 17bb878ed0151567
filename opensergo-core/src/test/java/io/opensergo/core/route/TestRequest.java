package io.opensergo.core.route;

import java.util.HashMap;
import java.util.Locale;
import java.util.Map;

import org.jspecify.annotations.Nullable;

/**
 * A request for tests of the route table.
 */
public record TestRequest(@Nullable String method, @Nullable String scheme, @Nullable String authority,
		@Nullable String path, Map<String, String> headers) implements RouteRequest {

	public static TestRequest get(String path) {
		return new TestRequest("GET", "http", "stock", path, Map.of());
	}

	public TestRequest with(String header, String value) {
		Map<String, String> headers = new HashMap<>(this.headers);
		headers.put(header.toLowerCase(Locale.ROOT), value);
		return new TestRequest(this.method, this.scheme, this.authority, this.path, headers);
	}

	public TestRequest method(String method) {
		return new TestRequest(method, this.scheme, this.authority, this.path, this.headers);
	}

	public TestRequest authority(String authority) {
		return new TestRequest(this.method, this.scheme, authority, this.path, this.headers);
	}

	@Override
	public @Nullable String header(String name) {
		return this.headers.get(name);
	}

}
