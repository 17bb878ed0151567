package io.opensergo.core.match;

import io.opensergo.core.rule.RouteConfiguration.QueryParameterMatch;
import io.opensergo.core.rule.StringMatch;
import org.jspecify.annotations.Nullable;

/**
 * A compiled condition on the first value of a query parameter. As in Envoy, nothing is
 * percent-decoded, and a parameter without {@code =} has the empty value.
 */
public final class QueryParameterMatcher {

	private final String name;

	private final StringMatcher matcher;

	private QueryParameterMatcher(String name, StringMatcher matcher) {
		this.name = name;
		this.matcher = matcher;
	}

	/**
	 * Compiles a condition.
	 * @param match the condition
	 * @return the matcher
	 */
	public static QueryParameterMatcher of(QueryParameterMatch match) {
		return of(match.name(), match.match());
	}

	/**
	 * Compiles a condition.
	 * @param name the name of the parameter
	 * @param match the condition on its first value
	 * @return the matcher
	 */
	public static QueryParameterMatcher of(String name, StringMatch match) {
		return new QueryParameterMatcher(name, StringMatcher.of(match));
	}

	/**
	 * Whether the query of a request target satisfies the condition.
	 * @param target the path with its query
	 * @return {@code true} when it does
	 */
	public boolean matches(String target) {
		String value = firstValue(target, this.name);
		return value != null && this.matcher.matches(value);
	}

	/**
	 * The first value of a query parameter.
	 * @param target the path with its query
	 * @param name the name
	 * @return the raw value, {@code null} when there is no such parameter
	 */
	public static @Nullable String firstValue(String target, String name) {
		int start = target.indexOf('?') + 1;
		if (start == 0) {
			return null;
		}
		int fragment = target.indexOf('#', start);
		int end = (fragment != -1) ? fragment : target.length();
		while (start < end) {
			int separator = target.indexOf('&', start);
			int next = (separator != -1 && separator < end) ? separator : end;
			int nameEnd = start + name.length();
			if (nameEnd <= next && target.startsWith(name, start)) {
				if (nameEnd == next) {
					return "";
				}
				if (target.charAt(nameEnd) == '=') {
					return target.substring(nameEnd + 1, next);
				}
			}
			start = next + 1;
		}
		return null;
	}

}
