package io.opensergo.core.match;

/**
 * Comparison that folds ASCII letters and nothing else. {@code String.equalsIgnoreCase}
 * folds Unicode too, so that a Kelvin sign would be taken for a {@code k}.
 */
final class AsciiCase {

	private AsciiCase() {
	}

	static boolean equalsIgnoreCase(String value, String expected) {
		return value.length() == expected.length() && matchesAt(value, 0, expected);
	}

	static boolean startsWithIgnoreCase(String value, String expected) {
		return value.length() >= expected.length() && matchesAt(value, 0, expected);
	}

	static boolean endsWithIgnoreCase(String value, String expected) {
		return value.length() >= expected.length() && matchesAt(value, value.length() - expected.length(), expected);
	}

	static boolean containsIgnoreCase(String value, String expected) {
		for (int at = 0; at <= value.length() - expected.length(); at++) {
			if (matchesAt(value, at, expected)) {
				return true;
			}
		}
		return false;
	}

	private static boolean matchesAt(String value, int at, String expected) {
		for (int i = 0; i < expected.length(); i++) {
			if (lower(value.charAt(at + i)) != lower(expected.charAt(i))) {
				return false;
			}
		}
		return true;
	}

	private static char lower(char c) {
		return (c >= 'A' && c <= 'Z') ? (char) (c + ('a' - 'A')) : c;
	}

}
