package io.opensergo.core.match;

import io.opensergo.core.rule.RouteConfiguration.PathMatch;
import io.opensergo.core.rule.StringMatch;

/**
 * A compiled condition on the path without query and fragment. Nothing is decoded or
 * normalized.
 */
@FunctionalInterface
public interface PathMatcher {

	/**
	 * Whether the path of a request target satisfies the condition. Nothing is cut out of
	 * the target for it, so that many routes can be asked at no cost.
	 * @param target the path with query and fragment
	 * @param length the length of the path, as {@link #lengthOf} tells it
	 * @return {@code true} when it does
	 */
	boolean matches(String target, int length);

	/**
	 * Whether a path satisfies the condition.
	 * @param path the path without query and fragment
	 * @return {@code true} when it does
	 */
	default boolean matches(String path) {
		return matches(path, path.length());
	}

	/**
	 * Compiles a condition.
	 * @param match the condition
	 * @return the matcher
	 * @throws com.google.re2j.PatternSyntaxException when an expression is not RE2
	 */
	static PathMatcher of(PathMatch match) {
		if (match instanceof PathMatch.Exact exact) {
			PathMatcher start = prefix(exact.value(), exact.ignoreCase());
			int length = exact.value().length();
			return (target, pathLength) -> pathLength == length && start.matches(target, pathLength);
		}
		if (match instanceof PathMatch.Prefix prefix) {
			return prefix(prefix.value(), prefix.ignoreCase());
		}
		if (match instanceof PathMatch.Regex regex) {
			StringMatcher pattern = StringMatcher.of(new StringMatch.Regex(regex.pattern()));
			return (target, pathLength) -> pattern.matches(target.substring(0, pathLength));
		}
		PathMatch.PathSeparatedPrefix prefix = (PathMatch.PathSeparatedPrefix) match;
		PathMatcher start = prefix(prefix.value(), prefix.ignoreCase());
		int length = prefix.value().length();
		return (target, pathLength) -> start.matches(target, pathLength)
				&& (pathLength == length || target.charAt(length) == '/');
	}

	private static PathMatcher prefix(String value, boolean ignoreCase) {
		StringMatcher start = StringMatcher.of(new StringMatch.Prefix(value, ignoreCase));
		return (target, pathLength) -> pathLength >= value.length() && start.matches(target);
	}

	/**
	 * The part of a request target that path conditions see.
	 * @param target the path with query and fragment
	 * @return the path alone; the same object when there is nothing to cut
	 */
	static String pathOf(String target) {
		return target.substring(0, lengthOf(target));
	}

	/**
	 * The length of the part of a request target that path conditions see.
	 * @param target the path with query and fragment
	 * @return the length of the path alone
	 */
	static int lengthOf(String target) {
		for (int i = 0; i < target.length(); i++) {
			char c = target.charAt(i);
			if (c == '?' || c == '#') {
				return i;
			}
		}
		return target.length();
	}

}
