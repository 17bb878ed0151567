package io.opensergo.client.codec;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;

import com.google.protobuf.Descriptors.FieldDescriptor;
import io.opensergo.core.match.RegexSyntax;
import io.opensergo.core.rule.RouteConfiguration;
import io.opensergo.core.rule.RouteConfiguration.Fraction;
import io.opensergo.core.rule.RouteConfiguration.HeaderCondition;
import io.opensergo.core.rule.RouteConfiguration.HeaderMatch;
import io.opensergo.core.rule.RouteConfiguration.PathMatch;
import io.opensergo.core.rule.RouteConfiguration.QueryParameterMatch;
import io.opensergo.core.rule.StringMatch;
import io.opensergo.protocol.envoy.config.core.v3.RuntimeFractionalPercent;
import io.opensergo.protocol.envoy.config.route.v3.HeaderMatcher;
import io.opensergo.protocol.envoy.config.route.v3.QueryParameterMatcher;
import io.opensergo.protocol.envoy.config.route.v3.RouteMatch;
import io.opensergo.protocol.envoy.type.matcher.v3.StringMatcher;
import org.jspecify.annotations.Nullable;

/**
 * Reads the condition of a route. A part that cannot be read makes the route unusable: a
 * condition that is left out lets requests through that it was meant to keep away.
 */
final class MatchDecoder {

	/**
	 * What Istio takes for "present", although it is no regular expression.
	 */
	private static final String ANY_VALUE = "*";

	private static final Set<Integer> READ = Set.of(RouteMatch.PREFIX_FIELD_NUMBER, RouteMatch.PATH_FIELD_NUMBER,
			RouteMatch.SAFE_REGEX_FIELD_NUMBER, RouteMatch.PATH_SEPARATED_PREFIX_FIELD_NUMBER,
			RouteMatch.CASE_SENSITIVE_FIELD_NUMBER, RouteMatch.RUNTIME_FRACTION_FIELD_NUMBER,
			RouteMatch.HEADERS_FIELD_NUMBER, RouteMatch.QUERY_PARAMETERS_FIELD_NUMBER, RouteMatch.GRPC_FIELD_NUMBER);

	private final DecodeProfile profile;

	private final Problems problems;

	MatchDecoder(DecodeProfile profile, Problems problems) {
		this.profile = profile;
		this.problems = problems;
	}

	RouteConfiguration.RouteMatch decode(RouteMatch match, @Nullable Integer port, String path) {
		requireKnownConditions(match, path);
		List<HeaderMatch> headers = new ArrayList<>();
		for (int i = 0; i < match.getHeadersCount(); i++) {
			headers.add(header(match.getHeaders(i), path + ".headers[" + i + "]"));
		}
		List<QueryParameterMatch> queryParameters = new ArrayList<>();
		for (int i = 0; i < match.getQueryParametersCount(); i++) {
			queryParameters.add(queryParameter(match.getQueryParameters(i), path + ".query_parameters[" + i + "]"));
		}
		Fraction fraction = match.hasRuntimeFraction()
				? fraction(match.getRuntimeFraction(), path + ".runtime_fraction") : null;
		return new RouteConfiguration.RouteMatch(path(match, path), headers, queryParameters, fraction, port,
				match.hasGrpc());
	}

	private static void requireKnownConditions(RouteMatch match, String path) {
		for (FieldDescriptor field : match.getAllFields().keySet()) {
			if (!READ.contains(field.getNumber())) {
				throw UnusableRouteException.unsupported(path + "." + field.getName(),
						"the condition '" + field.getName() + "'");
			}
		}
		if (UnreadFields.hasUnknown(match)) {
			throw UnusableRouteException.unsupported(path, "a condition of a newer release of Envoy");
		}
	}

	private @Nullable PathMatch path(RouteMatch match, String path) {
		boolean ignoreCase = match.hasCaseSensitive() && !match.getCaseSensitive().getValue();
		return switch (match.getPathSpecifierCase()) {
			case PREFIX -> MatchEncoder.ANY_PATH_PREFIX.equals(match.getPrefix()) ? null
					: new PathMatch.Prefix(match.getPrefix(), ignoreCase);
			case PATH -> new PathMatch.Exact(match.getPath(), ignoreCase);
			case PATH_SEPARATED_PREFIX -> new PathMatch.PathSeparatedPrefix(match.getPathSeparatedPrefix(), ignoreCase);
			case SAFE_REGEX -> new PathMatch.Regex(regex(match.getSafeRegex().getRegex(), path + ".safe_regex"));
			default -> unsetPath(path);
		};
	}

	private @Nullable PathMatch unsetPath(String path) {
		if (this.profile == DecodeProfile.STRICT) {
			throw UnusableRouteException.invalid(path, "the route has no path condition",
					"set prefix, path, safe_regex or path_separated_prefix; 'prefix: /' matches every path");
		}
		return null;
	}

	private HeaderMatch header(HeaderMatcher header, String path) {
		if (header.getName().isEmpty()) {
			throw UnusableRouteException.invalid(path, "the header condition has no name", "set name");
		}
		HeaderCondition condition = condition(header, path);
		boolean missingAsEmpty = header.getTreatMissingHeaderAsEmpty()
				&& !(condition instanceof HeaderCondition.Presence);
		return new HeaderMatch(header.getName(), condition, header.getInvertMatch(), missingAsEmpty);
	}

	@SuppressWarnings("deprecation")
	private HeaderCondition condition(HeaderMatcher header, String path) {
		return switch (header.getHeaderMatchSpecifierCase()) {
			// In this form an empty value means any value; in string_match it does not.
			case EXACT_MATCH -> header.getExactMatch().isEmpty() ? new HeaderCondition.Presence(true)
					: value(StringMatch.exact(header.getExactMatch()));
			case PREFIX_MATCH -> value(StringMatch.prefix(header.getPrefixMatch()));
			case SUFFIX_MATCH -> value(new StringMatch.Suffix(header.getSuffixMatch(), false));
			case CONTAINS_MATCH -> value(new StringMatch.Contains(header.getContainsMatch(), false));
			case SAFE_REGEX_MATCH ->
				HeaderCondition.of(regexOrPresent(header.getSafeRegexMatch().getRegex(), path + ".safe_regex_match"));
			case RANGE_MATCH ->
				new HeaderCondition.Range(header.getRangeMatch().getStart(), header.getRangeMatch().getEnd());
			case PRESENT_MATCH -> new HeaderCondition.Presence(header.getPresentMatch());
			case STRING_MATCH -> HeaderCondition.of(string(header.getStringMatch(), path + ".string_match"));
			case HEADERMATCHSPECIFIER_NOT_SET -> new HeaderCondition.Presence(true);
		};
	}

	private static HeaderCondition value(StringMatch match) {
		return new HeaderCondition.Value(match);
	}

	private QueryParameterMatch queryParameter(QueryParameterMatcher parameter, String path) {
		if (parameter.getName().isEmpty()) {
			throw UnusableRouteException.invalid(path, "the query parameter condition has no name",
					"set name; the published Go control plane loses it, use another control plane for such rules");
		}
		if (parameter.hasStringMatch()) {
			return new QueryParameterMatch(parameter.getName(),
					string(parameter.getStringMatch(), path + ".string_match"));
		}
		if (parameter.hasPresentMatch() && !parameter.getPresentMatch()) {
			throw UnusableRouteException.unsupported(path + ".present_match", "'present_match: false'");
		}
		return new QueryParameterMatch(parameter.getName(), StringMatch.present());
	}

	StringMatch string(StringMatcher match, String path) {
		boolean ignoreCase = match.getIgnoreCase();
		return switch (match.getMatchPatternCase()) {
			case EXACT -> new StringMatch.Exact(match.getExact(), ignoreCase);
			case PREFIX -> new StringMatch.Prefix(match.getPrefix(), ignoreCase);
			case SUFFIX -> new StringMatch.Suffix(match.getSuffix(), ignoreCase);
			case CONTAINS -> new StringMatch.Contains(match.getContains(), ignoreCase);
			case SAFE_REGEX -> regexOrPresent(match.getSafeRegex().getRegex(), path + ".safe_regex");
			case CUSTOM -> throw UnusableRouteException.unsupported(path + ".custom", "a custom string matcher");
			case MATCHPATTERN_NOT_SET -> throw UnusableRouteException.invalid(path, "the string condition is empty",
					"set exact, prefix, suffix, contains or safe_regex");
		};
	}

	private StringMatch regexOrPresent(String regex, String path) {
		if (this.profile == DecodeProfile.LENIENT && ANY_VALUE.equals(regex)) {
			return StringMatch.present();
		}
		return StringMatch.regex(regex(regex, path));
	}

	static String regex(String regex, String path) {
		String problem = RegexSyntax.problem(regex);
		if (problem != null) {
			throw UnusableRouteException.invalid(path, problem, "write a small expression in RE2 syntax");
		}
		return regex;
	}

	private Fraction fraction(RuntimeFractionalPercent fraction, String path) {
		UnreadFields.report(fraction, path, this.problems, Set.of(RuntimeFractionalPercent.DEFAULT_VALUE_FIELD_NUMBER));
		return Fractions.fraction(fraction.getDefaultValue());
	}

}
