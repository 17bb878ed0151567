package io.opensergo.spring.benchmarks;

import java.util.Map;

import io.opensergo.core.route.RouteRequest;
import org.jspecify.annotations.Nullable;

/**
 * A request as both engines see it.
 *
 * @param path the path
 * @param headers the headers
 */
record Call(String path, Map<String, String> headers) implements RouteRequest {

	@Override
	public String method() {
		return "GET";
	}

	@Override
	public String scheme() {
		return "http";
	}

	@Override
	public String authority() {
		return Scenario.SERVICE;
	}

	@Override
	public @Nullable String header(String name) {
		return this.headers.get(name);
	}

}
