package io.opensergo.core.rule;

import java.util.List;
import java.util.Objects;

import io.opensergo.core.rule.HttpPolicies.CallerCondition;
import io.opensergo.core.rule.HttpPolicies.DirectResponse;
import io.opensergo.core.rule.HttpPolicies.Redirect;
import org.jspecify.annotations.Nullable;

/**
 * The neutral form of routes: Envoy's RouteConfiguration. A TrafficRouter is translated
 * into it, a control plane sends it, a person may write it; the route table is compiled
 * from nothing else.
 *
 * @param metadata namespace and name of the rule that it came from
 * @param virtualHosts the virtual hosts
 * @param ignorePortInHostMatching whether the port of the authority is ignored when a
 * virtual host is chosen
 * @see <a href=
 * "https://www.envoyproxy.io/docs/envoy/latest/api-v3/config/route/v3/route.proto">Envoy:
 * RouteConfiguration</a>
 */
public record RouteConfiguration(RuleMetadata metadata, List<VirtualHost> virtualHosts,
		boolean ignorePortInHostMatching) implements Rule {

	public RouteConfiguration {
		Objects.requireNonNull(metadata, "metadata");
		virtualHosts = List.copyOf(virtualHosts);
	}

	@Override
	public RuleKind kind() {
		return RuleKind.TRAFFIC_ROUTER;
	}

	/**
	 * The routes of a set of domains.
	 *
	 * @param name the name
	 * @param domains exact names, {@code *.suffix}, {@code prefix.*} or {@code *}
	 * @param routes the routes, the first that matches wins
	 */
	public record VirtualHost(String name, List<String> domains, List<Route> routes) {

		public VirtualHost {
			Objects.requireNonNull(name, "name");
			domains = List.copyOf(domains);
			routes = List.copyOf(routes);
		}

	}

	/**
	 * One route: a condition and what to do.
	 *
	 * @param name the name, or {@code null}; several routes of one rule may share it
	 * @param caller conditions on the caller, checked when the table is compiled
	 * @param match the condition on the request
	 * @param action what to do
	 */
	public record Route(@Nullable String name, CallerCondition caller, RouteMatch match, RouteAction action) {

		public Route {
			Objects.requireNonNull(caller, "caller");
			Objects.requireNonNull(match, "match");
			Objects.requireNonNull(action, "action");
		}

	}

	/**
	 * A condition on a request: all parts must hold.
	 *
	 * @param path the path, {@code null} for any
	 * @param headers conditions on headers; {@code :method}, {@code :scheme},
	 * {@code :authority} and {@code :path} are headers too
	 * @param queryParameters conditions on query parameters
	 * @param runtimeFraction the share of requests that may match, {@code null} for all
	 * @param port the port that was called, {@code null} for any; never on the wire
	 * @param grpc whether only gRPC requests match
	 */
	public record RouteMatch(@Nullable PathMatch path, List<HeaderMatch> headers,
			List<QueryParameterMatch> queryParameters, @Nullable Fraction runtimeFraction, @Nullable Integer port,
			boolean grpc) {

		/**
		 * Every request.
		 */
		public static final RouteMatch ANY = new RouteMatch(null, List.of(), List.of(), null, null, false);

		public RouteMatch {
			headers = List.copyOf(headers);
			queryParameters = List.copyOf(queryParameters);
		}

	}

	/**
	 * A condition on the path without query and fragment.
	 */
	public sealed interface PathMatch {

		/**
		 * The path is equal.
		 *
		 * @param value the path
		 * @param ignoreCase whether ASCII case is ignored
		 */
		record Exact(String value, boolean ignoreCase) implements PathMatch {
		}

		/**
		 * The path starts with; no notion of segments.
		 *
		 * @param value the start
		 * @param ignoreCase whether ASCII case is ignored
		 */
		record Prefix(String value, boolean ignoreCase) implements PathMatch {
		}

		/**
		 * The path is equal, or goes on with {@code /}.
		 *
		 * @param value the start, without a trailing slash
		 * @param ignoreCase whether ASCII case is ignored
		 */
		record PathSeparatedPrefix(String value, boolean ignoreCase) implements PathMatch {
		}

		/**
		 * The whole path matches an RE2 expression.
		 *
		 * @param pattern the expression
		 */
		record Regex(String pattern) implements PathMatch {
		}

	}

	/**
	 * A condition on one header.
	 *
	 * @param name the name, any case
	 * @param condition the condition
	 * @param invert whether the result is inverted
	 * @param treatMissingAsEmpty whether a missing header is taken as an empty value; not
	 * for a presence condition
	 */
	public record HeaderMatch(String name, HeaderCondition condition, boolean invert, boolean treatMissingAsEmpty) {

		public HeaderMatch {
			Objects.requireNonNull(name, "name");
			Objects.requireNonNull(condition, "condition");
		}

		/**
		 * A plain condition: not inverted, a missing header never matches.
		 * @param name the name
		 * @param match the condition on the value
		 * @return the header condition
		 */
		public static HeaderMatch of(String name, StringMatch match) {
			return new HeaderMatch(name, HeaderCondition.of(match), false, false);
		}

	}

	/**
	 * What is asked of a header.
	 */
	public sealed interface HeaderCondition {

		/**
		 * The header is there, or is not.
		 *
		 * @param present whether it must be there
		 */
		record Presence(boolean present) implements HeaderCondition {
		}

		/**
		 * The value satisfies a string condition.
		 *
		 * @param match the condition, never {@link StringMatch.Present}
		 */
		record Value(StringMatch match) implements HeaderCondition {
		}

		/**
		 * The value is a decimal integer in a half-open range.
		 *
		 * @param start the first number
		 * @param end the first number after
		 */
		record Range(long start, long end) implements HeaderCondition {
		}

		/**
		 * The condition for a string match.
		 * @param match the string match
		 * @return presence for {@link StringMatch.Present}, otherwise a value condition
		 */
		static HeaderCondition of(StringMatch match) {
			return (match instanceof StringMatch.Present) ? new Presence(true) : new Value(match);
		}

	}

	/**
	 * A condition on the first value of a query parameter, not percent-decoded.
	 *
	 * @param name the name, case-sensitive
	 * @param match the condition
	 */
	public record QueryParameterMatch(String name, StringMatch match) {

		public QueryParameterMatch {
			Objects.requireNonNull(name, "name");
			Objects.requireNonNull(match, "match");
		}

	}

	/**
	 * A share of requests.
	 *
	 * @param numerator how many
	 * @param denominator of how many: 100, 10 000 or 1 000 000
	 */
	public record Fraction(long numerator, long denominator) {
	}

	/**
	 * What a route does with a request.
	 */
	public sealed interface RouteAction {

		/**
		 * Forwards to one of the destinations.
		 *
		 * @param destinations one destination (its weight does not count) or more
		 * @param policies what happens on the way
		 */
		record Forward(List<WeightedDestination> destinations, HttpPolicies policies) implements RouteAction {

			public Forward {
				destinations = List.copyOf(destinations);
				Objects.requireNonNull(policies, "policies");
			}

		}

		/**
		 * Forwards to the cluster that a request header names.
		 *
		 * @param header the name of the header
		 * @param policies what happens on the way
		 */
		record ForwardByHeader(String header, HttpPolicies policies) implements RouteAction {

			public ForwardByHeader {
				Objects.requireNonNull(header, "header");
				Objects.requireNonNull(policies, "policies");
			}

		}

		/**
		 * Answers with a redirect.
		 *
		 * @param redirect the redirect
		 * @param policies header operations and CORS of the route
		 */
		record RedirectTo(Redirect redirect, HttpPolicies policies) implements RouteAction {

			public RedirectTo {
				Objects.requireNonNull(redirect, "redirect");
				Objects.requireNonNull(policies, "policies");
			}

		}

		/**
		 * Answers directly.
		 *
		 * @param response the answer
		 * @param policies header operations and CORS of the route
		 */
		record Respond(DirectResponse response, HttpPolicies policies) implements RouteAction {

			public Respond {
				Objects.requireNonNull(response, "response");
				Objects.requireNonNull(policies, "policies");
			}

		}

	}

}
