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
	 * Whether a path satisfies the condition.
	 * @param path the path without query and fragment
	 * @return {@code true} when it does
	 */
	boolean matches(String path);

	/**
	 * Compiles a condition.
	 * @param match the condition
	 * @return the matcher
	 * @throws com.google.re2j.PatternSyntaxException when an expression is not RE2
	 */
	static PathMatcher of(PathMatch match) {
		if (match instanceof PathMatch.Exact exact) {
			return StringMatcher.of(new StringMatch.Exact(exact.value(), exact.ignoreCase()))::matches;
		}
		if (match instanceof PathMatch.Prefix prefix) {
			return StringMatcher.of(new StringMatch.Prefix(prefix.value(), prefix.ignoreCase()))::matches;
		}
		if (match instanceof PathMatch.Regex regex) {
			return StringMatcher.of(new StringMatch.Regex(regex.pattern()))::matches;
		}
		PathMatch.PathSeparatedPrefix prefix = (PathMatch.PathSeparatedPrefix) match;
		StringMatcher start = StringMatcher.of(new StringMatch.Prefix(prefix.value(), prefix.ignoreCase()));
		int length = prefix.value().length();
		return (path) -> start.matches(path) && (path.length() == length || path.charAt(length) == '/');
	}

	/**
	 * The part of a request target that path conditions see.
	 * @param target the path with query and fragment
	 * @return the path alone; the same object when there is nothing to cut
	 */
	static String pathOf(String target) {
		for (int i = 0; i < target.length(); i++) {
			char c = target.charAt(i);
			if (c == '?' || c == '#') {
				return target.substring(0, i);
			}
		}
		return target;
	}

}
