package io.opensergo.core.route;

import io.opensergo.core.match.Authority;

/**
 * The port that a request calls: the one of its authority, else the default of its
 * scheme.
 */
public final class RequestPort {

	private RequestPort() {
	}

	/**
	 * The port of a request.
	 * @param request the request
	 * @return the port, -1 when the authority holds none that can be read
	 */
	public static int of(RouteRequest request) {
		String authority = request.authority();
		if (authority != null && Authority.hasPort(authority)) {
			return Authority.portOf(authority);
		}
		return Authority.defaultPort("https".equals(request.scheme()) ? "https" : "http");
	}

	/**
	 * The host part of an authority.
	 * @param authority the authority
	 * @return the authority without its port
	 */
	static String hostOf(String authority) {
		return Authority.hostOf(authority);
	}

}
