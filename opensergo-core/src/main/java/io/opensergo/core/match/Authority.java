package io.opensergo.core.match;

/**
 * The parts of an authority: a host, and a port when it is written.
 */
public final class Authority {

	/**
	 * The port of an authority that holds none that can be read.
	 */
	public static final int NO_PORT = -1;

	private static final int HTTP = 80;

	private static final int HTTPS = 443;

	private Authority() {
	}

	/**
	 * The host.
	 * @param authority the authority
	 * @return the authority without its port
	 */
	public static String hostOf(String authority) {
		int colon = portSeparator(authority);
		return (colon != -1) ? authority.substring(0, colon) : authority;
	}

	/**
	 * The port as it is written.
	 * @param authority the authority
	 * @return the port, {@link #NO_PORT} when there is none that can be read
	 */
	public static int portOf(String authority) {
		int colon = portSeparator(authority);
		if (colon == -1) {
			return NO_PORT;
		}
		try {
			return Integer.parseInt(authority, colon + 1, authority.length(), 10);
		}
		catch (NumberFormatException ex) {
			return NO_PORT;
		}
	}

	/**
	 * Whether a port is written, be it a number or not.
	 * @param authority the authority
	 * @return {@code true} when there is
	 */
	public static boolean hasPort(String authority) {
		return portSeparator(authority) != -1;
	}

	/**
	 * The port of a scheme.
	 * @param scheme the scheme
	 * @return 443 for {@code https}, otherwise 80
	 */
	public static int defaultPort(String scheme) {
		return "https".equals(scheme) ? HTTPS : HTTP;
	}

	private static int portSeparator(String authority) {
		int colon = authority.lastIndexOf(':');
		return (colon > authority.lastIndexOf(']')) ? colon : -1;
	}

}
