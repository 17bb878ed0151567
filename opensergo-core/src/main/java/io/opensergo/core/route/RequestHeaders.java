package io.opensergo.core.route;

import org.jspecify.annotations.Nullable;

/**
 * Headers as Envoy names them: method, scheme, authority and path are headers too, and
 * {@code host} is the authority.
 */
final class RequestHeaders {

	private RequestHeaders() {
	}

	static @Nullable String value(RouteRequest request, String name) {
		if (name.startsWith(":")) {
			return pseudoHeader(request, name);
		}
		if ("host".equals(name)) {
			String authority = request.authority();
			return (authority != null) ? authority : request.header(name);
		}
		return request.header(name);
	}

	private static @Nullable String pseudoHeader(RouteRequest request, String name) {
		return switch (name) {
			case ":method" -> request.method();
			case ":scheme" -> request.scheme();
			case ":authority" -> request.authority();
			case ":path" -> request.path();
			default -> null;
		};
	}

}
