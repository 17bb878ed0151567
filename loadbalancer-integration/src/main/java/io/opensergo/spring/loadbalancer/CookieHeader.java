package io.opensergo.spring.loadbalancer;

import java.util.List;

import org.jspecify.annotations.Nullable;

/**
 * Reads cookies of the header itself. The cookies that Spring Cloud reads of it are wrong
 * when there are several.
 */
final class CookieHeader {

	private CookieHeader() {
	}

	/**
	 * The value of a cookie.
	 * @param headers the values of the header
	 * @param name the name, case-sensitive
	 * @return the value without quotes, {@code null} when there is no such cookie
	 */
	static @Nullable String value(List<String> headers, String name) {
		for (String header : headers) {
			for (String pair : header.split(";")) {
				int equals = pair.indexOf('=');
				if (equals > 0 && pair.substring(0, equals).trim().equals(name)) {
					return unquoted(pair.substring(equals + 1).trim());
				}
			}
		}
		return null;
	}

	private static String unquoted(String value) {
		boolean quoted = value.length() > 1 && value.startsWith("\"") && value.endsWith("\"");
		return quoted ? value.substring(1, value.length() - 1) : value;
	}

}
