package io.opensergo.spring.propagation;

import java.util.ArrayList;
import java.util.List;

import org.jspecify.annotations.Nullable;

/**
 * The {@code Cookie} header as text.
 *
 * @see <a href="https://www.rfc-editor.org/rfc/rfc6265#section-4.2.1">RFC 6265, 4.2.1</a>
 */
final class CookieHeader {

	private CookieHeader() {
	}

	/**
	 * The values of all cookies of a name.
	 * @param header the values of the header, {@code null} for none
	 * @param name the name, case-sensitive
	 * @return the values in order, without quotes around them
	 */
	static List<String> values(@Nullable List<String> header, String name) {
		if (header == null || header.isEmpty()) {
			return List.of();
		}
		List<String> values = List.of();
		for (String line : header) {
			if (!line.contains(name)) {
				continue;
			}
			for (String pair : line.split(";")) {
				if (isOf(pair, name)) {
					values = values.isEmpty() ? new ArrayList<>() : values;
					values.add(unquoted(pair.substring(pair.indexOf('=') + 1).trim()));
				}
			}
		}
		return values;
	}

	/**
	 * The header without the cookies of a name.
	 * @param header the values of the header, {@code null} for none
	 * @param name the name, case-sensitive
	 * @return the header, {@code null} when nothing is left
	 */
	static @Nullable String without(@Nullable List<String> header, String name) {
		if (header == null) {
			return null;
		}
		List<String> rest = new ArrayList<>();
		for (String line : header) {
			for (String pair : line.split(";")) {
				if (!isOf(pair, name) && !pair.isBlank()) {
					rest.add(pair.trim());
				}
			}
		}
		return rest.isEmpty() ? null : String.join("; ", rest);
	}

	private static boolean isOf(String pair, String name) {
		int equals = pair.indexOf('=');
		return equals >= 0 && pair.substring(0, equals).trim().equals(name);
	}

	private static String unquoted(String value) {
		return (value.length() > 1 && value.startsWith("\"") && value.endsWith("\""))
				? value.substring(1, value.length() - 1) : value;
	}

}
