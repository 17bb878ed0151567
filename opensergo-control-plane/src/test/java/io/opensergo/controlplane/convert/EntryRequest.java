package io.opensergo.controlplane.convert;

import java.net.InetAddress;
import java.util.HashMap;
import java.util.Map;
import java.util.stream.Collectors;

import io.opensergo.core.lane.InboundRequest;
import org.jspecify.annotations.Nullable;

/**
 * A request at an entry, as an application reads it and as Envoy does.
 */
record EntryRequest(String method, String authority, String path, Map<String, String> headers,
		Map<String, String> cookies) implements InboundRequest {

	/**
	 * The headers as Envoy has them, with cookies.
	 */
	Map<String, String> wireHeaders() {
		Map<String, String> all = new HashMap<>(this.headers);
		all.put(":method", this.method);
		all.put(":authority", this.authority);
		all.put(":path", this.path);
		all.put(":scheme", "http");
		if (!this.cookies.isEmpty()) {
			all.put("cookie",
					this.cookies.entrySet()
						.stream()
						.map((cookie) -> cookie.getKey() + "=" + cookie.getValue())
						.collect(Collectors.joining("; ")));
		}
		return all;
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

	@Override
	public @Nullable InetAddress remoteAddress() {
		return null;
	}

}
