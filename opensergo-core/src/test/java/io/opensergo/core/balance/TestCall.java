package io.opensergo.core.balance;

import java.util.Map;

import org.jspecify.annotations.Nullable;

/**
 * A call with the parts that policies read.
 */
record TestCall(String authority, String path, Map<String, String> headers, Map<String, String> cookies,
		@Nullable String clientAddress) implements BalancedRequest {

	static TestCall plain() {
		return new TestCall("stock", "/", Map.of(), Map.of(), null);
	}

	static TestCall withHeader(String name, String value) {
		return new TestCall("stock", "/", Map.of(name, value), Map.of(), null);
	}

	@Override
	public String method() {
		return "GET";
	}

	@Override
	public String scheme() {
		return "http";
	}

	@Override
	public @Nullable String header(String name) {
		return this.headers.get(name);
	}

	@Override
	public @Nullable String cookie(String name) {
		return this.cookies.get(name);
	}

}
