package io.opensergo.core.match;

import java.util.Objects;

import com.google.re2j.Pattern;
import io.opensergo.core.rule.StringMatch;

/**
 * A compiled condition on one string. Case is ignored for ASCII letters only, as in
 * Envoy; regular expressions are RE2 and match the whole value.
 */
@FunctionalInterface
public interface StringMatcher {

	/**
	 * Whether a value satisfies the condition.
	 * @param value the value
	 * @return {@code true} when it does
	 */
	boolean matches(String value);

	/**
	 * Compiles a condition.
	 * @param match the condition
	 * @return the matcher
	 * @throws com.google.re2j.PatternSyntaxException when an expression is not RE2
	 */
	static StringMatcher of(StringMatch match) {
		Objects.requireNonNull(match, "match");
		if (match instanceof StringMatch.Exact exact) {
			return exact.ignoreCase() ? (value) -> AsciiCase.equalsIgnoreCase(value, exact.value())
					: exact.value()::equals;
		}
		if (match instanceof StringMatch.Prefix prefix) {
			return prefix.ignoreCase() ? (value) -> AsciiCase.startsWithIgnoreCase(value, prefix.value())
					: (value) -> value.startsWith(prefix.value());
		}
		if (match instanceof StringMatch.Suffix suffix) {
			return suffix.ignoreCase() ? (value) -> AsciiCase.endsWithIgnoreCase(value, suffix.value())
					: (value) -> value.endsWith(suffix.value());
		}
		if (match instanceof StringMatch.Contains contains) {
			return contains.ignoreCase() ? (value) -> AsciiCase.containsIgnoreCase(value, contains.value())
					: (value) -> value.contains(contains.value());
		}
		if (match instanceof StringMatch.Regex regex) {
			return Pattern.compile(regex.pattern())::matches;
		}
		return (value) -> true;
	}

}
