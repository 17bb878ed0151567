package io.opensergo.core.rule;

import java.util.Objects;

/**
 * A condition on one string. Conditions of a TrafficRouter are exact, prefix, regex or
 * present; the others arrive in an Envoy RouteConfiguration only.
 *
 * @see <a href=
 * "https://www.envoyproxy.io/docs/envoy/latest/api-v3/type/matcher/v3/string.proto">Envoy:
 * StringMatcher</a>
 */
public sealed interface StringMatch {

	/**
	 * The value exists, whatever it is. What an empty condition ({@code x: {}}) means.
	 */
	record Present() implements StringMatch {
	}

	/**
	 * The value is equal.
	 *
	 * @param value the expected value, may be empty
	 * @param ignoreCase whether ASCII case is ignored
	 */
	record Exact(String value, boolean ignoreCase) implements StringMatch {

		public Exact {
			Objects.requireNonNull(value, "value");
		}

	}

	/**
	 * The value starts with.
	 *
	 * @param value the expected start
	 * @param ignoreCase whether ASCII case is ignored
	 */
	record Prefix(String value, boolean ignoreCase) implements StringMatch {

		public Prefix {
			Objects.requireNonNull(value, "value");
		}

	}

	/**
	 * The value ends with.
	 *
	 * @param value the expected end
	 * @param ignoreCase whether ASCII case is ignored
	 */
	record Suffix(String value, boolean ignoreCase) implements StringMatch {

		public Suffix {
			Objects.requireNonNull(value, "value");
		}

	}

	/**
	 * The value contains.
	 *
	 * @param value the expected part
	 * @param ignoreCase whether ASCII case is ignored
	 */
	record Contains(String value, boolean ignoreCase) implements StringMatch {

		public Contains {
			Objects.requireNonNull(value, "value");
		}

	}

	/**
	 * The whole value matches an RE2 expression.
	 *
	 * @param pattern the expression, RE2 syntax
	 */
	record Regex(String pattern) implements StringMatch {

		public Regex {
			Objects.requireNonNull(pattern, "pattern");
		}

	}

	/**
	 * A case-sensitive exact condition.
	 * @param value the expected value
	 * @return the condition
	 */
	static StringMatch exact(String value) {
		return new Exact(value, false);
	}

	/**
	 * A case-sensitive prefix condition.
	 * @param value the expected start
	 * @return the condition
	 */
	static StringMatch prefix(String value) {
		return new Prefix(value, false);
	}

	/**
	 * A full-match RE2 condition.
	 * @param pattern the expression
	 * @return the condition
	 */
	static StringMatch regex(String pattern) {
		return new Regex(pattern);
	}

	/**
	 * A condition that holds for every existing value.
	 * @return the condition
	 */
	static StringMatch present() {
		return new Present();
	}

}
