package io.opensergo.core.route;

/**
 * The port that a request calls: the one of its authority, else the default of its
 * scheme.
 */
public final class RequestPort {

	private static final int HTTP = 80;

	private static final int HTTPS = 443;

	private RequestPort() {
	}

	/**
	 * The port of a request.
	 * @param request the request
	 * @return the port, -1 when the authority holds none that can be read
	 */
	public static int of(RouteRequest request) {
		String authority = request.authority();
		int colon = (authority != null) ? portSeparator(authority) : -1;
		if (authority != null && colon != -1) {
			try {
				return Integer.parseInt(authority, colon + 1, authority.length(), 10);
			}
			catch (NumberFormatException ex) {
				return -1;
			}
		}
		return "https".equals(request.scheme()) ? HTTPS : HTTP;
	}

	/**
	 * The host part of an authority.
	 * @param authority the authority
	 * @return the authority without its port
	 */
	static String hostOf(String authority) {
		int colon = portSeparator(authority);
		return (colon != -1) ? authority.substring(0, colon) : authority;
	}

	private static int portSeparator(String authority) {
		int colon = authority.lastIndexOf(':');
		return (colon > authority.lastIndexOf(']')) ? colon : -1;
	}

}
