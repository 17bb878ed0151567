package io.opensergo.core.route;

import io.opensergo.core.match.HeaderMatcher;
import io.opensergo.core.match.PathMatcher;
import io.opensergo.core.match.QueryParameterMatcher;
import io.opensergo.core.rule.RouteConfiguration.HeaderCondition;
import io.opensergo.core.rule.RouteConfiguration.HeaderMatch;
import io.opensergo.core.rule.RouteConfiguration.PathMatch;
import io.opensergo.core.rule.RouteConfiguration.QueryParameterMatch;
import io.opensergo.core.rule.RouteConfiguration.RouteMatch;
import io.opensergo.core.rule.StringMatch;
import org.jspecify.annotations.Nullable;

/**
 * Says which condition of a route a request does not satisfy. It asks the same matchers
 * as the decision does, one by one, and compiles them for each question: people ask
 * seldom.
 */
final class MatchExplanation {

	private MatchExplanation() {
	}

	/**
	 * The first condition that does not hold.
	 * @param match the condition of the route
	 * @param request the request
	 * @param draw the random number of the request
	 * @return one clause, {@code null} when the request matches
	 */
	static @Nullable String mismatch(RouteMatch match, RouteRequest request, double draw) {
		if (RouteMatcher.of(match).matches(request, draw)) {
			return null;
		}
		String mismatch = request(match, request);
		return (mismatch != null) ? mismatch : "the draw " + draw + " is outside of the share of the route";
	}

	private static @Nullable String request(RouteMatch match, RouteRequest request) {
		if (match.port() != null && match.port() != RequestPort.of(request)) {
			return "port " + RequestPort.of(request) + " is not " + match.port();
		}
		String target = request.path();
		if (match.path() != null
				&& (target == null || !PathMatcher.of(match.path()).matches(PathMatcher.pathOf(target)))) {
			return "path " + quoted((target != null) ? PathMatcher.pathOf(target) : null) + " is not "
					+ describe(match.path());
		}
		for (HeaderMatch header : match.headers()) {
			HeaderMatcher matcher = HeaderMatcher.of(header);
			String value = RequestHeaders.value(request, matcher.name());
			if (!matcher.matches(value)) {
				return "header '" + matcher.name() + "' is " + quoted(value) + ", asked for "
						+ (header.invert() ? "not " : "") + describe(header.condition());
			}
		}
		for (QueryParameterMatch parameter : match.queryParameters()) {
			if (target == null || !QueryParameterMatcher.of(parameter).matches(target)) {
				return "query parameter '" + parameter.name() + "' is "
						+ quoted((target != null) ? QueryParameterMatcher.firstValue(target, parameter.name()) : null)
						+ ", asked for " + describe(parameter.match());
			}
		}
		boolean grpc = !match.grpc() || RouteMatcher.isGrpc(request);
		return grpc ? null : "the request is not gRPC";
	}

	private static String quoted(@Nullable String value) {
		return (value != null) ? "'" + value + "'" : "missing";
	}

	private static String describe(PathMatch path) {
		if (path instanceof PathMatch.Exact exact) {
			return "exact '" + exact.value() + "'";
		}
		if (path instanceof PathMatch.Prefix prefix) {
			return "prefix '" + prefix.value() + "'";
		}
		if (path instanceof PathMatch.PathSeparatedPrefix prefix) {
			return "prefix '" + prefix.value() + "' up to a slash";
		}
		return "regex '" + ((PathMatch.Regex) path).pattern() + "'";
	}

	private static String describe(HeaderCondition condition) {
		if (condition instanceof HeaderCondition.Presence presence) {
			return presence.present() ? "present" : "absent";
		}
		if (condition instanceof HeaderCondition.Range range) {
			return "a number from " + range.start() + " to below " + range.end();
		}
		return describe(((HeaderCondition.Value) condition).match());
	}

	private static String describe(StringMatch match) {
		if (match instanceof StringMatch.Exact exact) {
			return "exact '" + exact.value() + "'";
		}
		if (match instanceof StringMatch.Prefix prefix) {
			return "prefix '" + prefix.value() + "'";
		}
		if (match instanceof StringMatch.Suffix suffix) {
			return "suffix '" + suffix.value() + "'";
		}
		if (match instanceof StringMatch.Contains contains) {
			return "containing '" + contains.value() + "'";
		}
		if (match instanceof StringMatch.Regex regex) {
			return "regex '" + regex.pattern() + "'";
		}
		return "present";
	}

}
