package io.opensergo.core.action;

import io.opensergo.core.match.PathMatcher;
import io.opensergo.core.rule.HttpPolicies.RegexRewrite;
import io.opensergo.core.rule.HttpPolicies.Rewrite;
import io.opensergo.core.rule.RouteConfiguration.PathMatch;
import org.jspecify.annotations.Nullable;

/**
 * Rewrites the path of a request: the part of it that the route matched, or all
 * occurrences of a regular expression. The query stays.
 *
 * @see <a href=
 * "https://www.envoyproxy.io/docs/envoy/latest/api-v3/config/route/v3/route_components.proto#config-route-v3-routeaction">Envoy:
 * prefix_rewrite and regex_rewrite</a>
 */
public final class PathRewrite {

	/**
	 * The matched part is the whole path.
	 */
	private static final int WHOLE_PATH = Integer.MAX_VALUE;

	private final @Nullable String replacement;

	private final int matched;

	private final @Nullable RegexReplacement regex;

	private PathRewrite(@Nullable String replacement, int matched, @Nullable RegexReplacement regex) {
		this.replacement = replacement;
		this.matched = matched;
		this.regex = regex;
	}

	static @Nullable PathRewrite of(@Nullable Rewrite rewrite, @Nullable PathMatch match) {
		return (rewrite != null) ? of(rewrite.uri(), rewrite.uriRegex(), match) : null;
	}

	static @Nullable PathRewrite of(@Nullable String matchedPart, @Nullable RegexRewrite regex,
			@Nullable PathMatch match) {
		if (matchedPart != null && !matchedPart.isEmpty()) {
			return new PathRewrite(matchedPart, lengthOf(match), null);
		}
		return (regex != null) ? new PathRewrite(null, 0, RegexReplacement.of(regex)) : null;
	}

	/**
	 * How much of a path a condition matches: a prefix itself, the whole path of other
	 * conditions, and the leading slash where there is no condition.
	 */
	private static int lengthOf(@Nullable PathMatch match) {
		if (match == null) {
			return 1;
		}
		if (match instanceof PathMatch.Prefix prefix) {
			return prefix.value().length();
		}
		return (match instanceof PathMatch.PathSeparatedPrefix prefix) ? prefix.value().length() : WHOLE_PATH;
	}

	/**
	 * Rewrites a path.
	 * @param target the raw path with its query, of a request that the route matched
	 * @return the new path with the same query
	 */
	public String apply(String target) {
		int length = PathMatcher.lengthOf(target);
		if (this.regex != null) {
			String replaced = this.regex.apply(target.substring(0, length));
			return replaced.isEmpty() ? target : replaced + target.substring(length);
		}
		return this.replacement + target.substring(Math.min(this.matched, length));
	}

}
