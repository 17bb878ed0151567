package io.opensergo.client.codec;

import com.google.protobuf.BoolValue;
import io.opensergo.core.rule.RouteConfiguration;
import io.opensergo.core.rule.RouteConfiguration.HeaderCondition;
import io.opensergo.core.rule.RouteConfiguration.HeaderMatch;
import io.opensergo.core.rule.RouteConfiguration.PathMatch;
import io.opensergo.core.rule.RouteConfiguration.QueryParameterMatch;
import io.opensergo.core.rule.StringMatch;
import io.opensergo.protocol.envoy.config.core.v3.RuntimeFractionalPercent;
import io.opensergo.protocol.envoy.config.route.v3.HeaderMatcher;
import io.opensergo.protocol.envoy.config.route.v3.QueryParameterMatcher;
import io.opensergo.protocol.envoy.config.route.v3.RouteMatch;
import io.opensergo.protocol.envoy.type.matcher.v3.RegexMatcher;
import io.opensergo.protocol.envoy.type.matcher.v3.StringMatcher;
import io.opensergo.protocol.envoy.type.v3.Int64Range;

/**
 * Writes the condition of a route.
 */
final class MatchEncoder {

	/**
	 * Every path, as Istio writes it: Envoy demands a path condition.
	 */
	static final String ANY_PATH_PREFIX = "/";

	private static final String ANY_VALUE = ".*";

	private MatchEncoder() {
	}

	static RouteMatch encode(RouteConfiguration.RouteMatch match) {
		RouteMatch.Builder builder = RouteMatch.newBuilder();
		path(match, builder);
		match.headers().forEach((header) -> builder.addHeaders(header(header)));
		match.queryParameters().forEach((parameter) -> builder.addQueryParameters(queryParameter(parameter)));
		if (match.runtimeFraction() != null) {
			builder.setRuntimeFraction(
					RuntimeFractionalPercent.newBuilder().setDefaultValue(Fractions.percent(match.runtimeFraction())));
		}
		if (match.grpc()) {
			builder.setGrpc(RouteMatch.GrpcRouteMatchOptions.getDefaultInstance());
		}
		return builder.build();
	}

	private static void path(RouteConfiguration.RouteMatch match, RouteMatch.Builder builder) {
		PathMatch path = match.path();
		if (path == null) {
			builder.setPrefix(ANY_PATH_PREFIX);
		}
		else if (path instanceof PathMatch.Exact exact) {
			caseSensitive(builder.setPath(exact.value()), exact.ignoreCase());
		}
		else if (path instanceof PathMatch.Prefix prefix) {
			caseSensitive(builder.setPrefix(prefix.value()), prefix.ignoreCase());
		}
		else if (path instanceof PathMatch.PathSeparatedPrefix prefix) {
			caseSensitive(builder.setPathSeparatedPrefix(prefix.value()), prefix.ignoreCase());
		}
		else if (path instanceof PathMatch.Regex regex) {
			builder.setSafeRegex(regex(regex.pattern()));
		}
	}

	private static void caseSensitive(RouteMatch.Builder builder, boolean ignoreCase) {
		if (ignoreCase) {
			builder.setCaseSensitive(BoolValue.of(false));
		}
	}

	private static HeaderMatcher header(HeaderMatch header) {
		HeaderMatcher.Builder builder = HeaderMatcher.newBuilder()
			.setName(header.name())
			.setInvertMatch(header.invert())
			.setTreatMissingHeaderAsEmpty(header.treatMissingAsEmpty());
		HeaderCondition condition = header.condition();
		if (condition instanceof HeaderCondition.Presence presence) {
			builder.setPresentMatch(presence.present());
		}
		else if (condition instanceof HeaderCondition.Range range) {
			builder.setRangeMatch(Int64Range.newBuilder().setStart(range.start()).setEnd(range.end()));
		}
		else if (condition instanceof HeaderCondition.Value value) {
			headerValue(value.match(), builder);
		}
		return builder.build();
	}

	/**
	 * Prefers the forms that Envoy has deprecated: they are the only ones that published
	 * OpenSergo clients read.
	 */
	@SuppressWarnings("deprecation")
	private static void headerValue(StringMatch match, HeaderMatcher.Builder builder) {
		if (match instanceof StringMatch.Exact exact && !exact.ignoreCase() && !exact.value().isEmpty()) {
			builder.setExactMatch(exact.value());
		}
		else if (match instanceof StringMatch.Prefix prefix && !prefix.ignoreCase() && !prefix.value().isEmpty()) {
			builder.setPrefixMatch(prefix.value());
		}
		else if (match instanceof StringMatch.Regex regex) {
			builder.setSafeRegexMatch(regex(regex.pattern()));
		}
		else {
			builder.setStringMatch(string(match));
		}
	}

	private static QueryParameterMatcher queryParameter(QueryParameterMatch parameter) {
		QueryParameterMatcher.Builder builder = QueryParameterMatcher.newBuilder().setName(parameter.name());
		if (parameter.match() instanceof StringMatch.Present) {
			return builder.setPresentMatch(true).build();
		}
		return builder.setStringMatch(string(parameter.match())).build();
	}

	/**
	 * A string condition where Envoy has no other form; there, "present" is a regular
	 * expression.
	 */
	static StringMatcher string(StringMatch match) {
		StringMatcher.Builder builder = StringMatcher.newBuilder();
		if (match instanceof StringMatch.Exact exact) {
			builder.setExact(exact.value()).setIgnoreCase(exact.ignoreCase());
		}
		else if (match instanceof StringMatch.Prefix prefix) {
			builder.setPrefix(prefix.value()).setIgnoreCase(prefix.ignoreCase());
		}
		else if (match instanceof StringMatch.Suffix suffix) {
			builder.setSuffix(suffix.value()).setIgnoreCase(suffix.ignoreCase());
		}
		else if (match instanceof StringMatch.Contains contains) {
			builder.setContains(contains.value()).setIgnoreCase(contains.ignoreCase());
		}
		else if (match instanceof StringMatch.Regex regex) {
			builder.setSafeRegex(regex(regex.pattern()));
		}
		else {
			builder.setSafeRegex(regex(ANY_VALUE));
		}
		return builder.build();
	}

	static RegexMatcher regex(String pattern) {
		return RegexMatcher.newBuilder().setRegex(pattern).build();
	}

}
