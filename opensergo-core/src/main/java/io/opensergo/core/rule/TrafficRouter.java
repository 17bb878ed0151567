package io.opensergo.core.rule;

import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;

import io.opensergo.core.rule.HttpPolicies.CallerCondition;
import io.opensergo.core.rule.HttpPolicies.Delegate;
import io.opensergo.core.rule.HttpPolicies.DirectResponse;
import io.opensergo.core.rule.HttpPolicies.Redirect;
import org.jspecify.annotations.Nullable;

/**
 * Routes of one or more hosts: Istio's VirtualService (its {@code http} part) plus
 * {@code destination.fallback}.
 *
 * @param metadata the metadata
 * @param hosts the hosts, short names resolved in the namespace of the rule
 * @param gateways where the rule applies; empty means every caller ({@code mesh})
 * @param exportTo the namespaces that see the rule; empty means all
 * @param http the routes, the first that matches wins
 * @see <a href=
 * "https://istio.io/latest/docs/reference/config/networking/virtual-service/"> Istio:
 * VirtualService</a>
 */
public record TrafficRouter(RuleMetadata metadata, List<String> hosts, List<String> gateways, List<String> exportTo,
		List<HttpRoute> http) implements Rule {

	public TrafficRouter {
		Objects.requireNonNull(metadata, "metadata");
		hosts = List.copyOf(hosts);
		gateways = List.copyOf(gateways);
		exportTo = List.copyOf(exportTo);
		http = List.copyOf(http);
	}

	@Override
	public RuleKind kind() {
		return RuleKind.TRAFFIC_ROUTER;
	}

	/**
	 * One entry of {@code spec.http}.
	 *
	 * @param name the name, or {@code null}
	 * @param match the conditions, one of them is enough; empty matches everything
	 * @param route the destinations, empty with a redirect, direct response or delegate
	 * @param redirect a redirect, or {@code null}
	 * @param directResponse a direct response, or {@code null}
	 * @param delegate a delegate, or {@code null}
	 * @param policies what happens on the way
	 */
	public record HttpRoute(@Nullable String name, List<HttpMatch> match, List<WeightedDestination> route,
			@Nullable Redirect redirect, @Nullable DirectResponse directResponse, @Nullable Delegate delegate,
			HttpPolicies policies) {

		public HttpRoute {
			match = List.copyOf(match);
			route = List.copyOf(route);
			Objects.requireNonNull(policies, "policies");
		}

	}

	/**
	 * One entry of {@code match}: all of its conditions must hold.
	 *
	 * @param name the name, or {@code null}
	 * @param uri the path without query, or {@code null}
	 * @param ignoreUriCase whether exact and prefix of {@code uri} ignore case
	 * @param scheme the scheme, or {@code null}
	 * @param method the method, or {@code null}
	 * @param authority the authority with its port as sent, or {@code null}
	 * @param headers conditions by header name
	 * @param withoutHeaders conditions that must not hold, by header name
	 * @param queryParams conditions by parameter name
	 * @param port the port that was called, or {@code null}
	 * @param caller conditions on the caller
	 * @param statPrefix a name for statistics, no condition, or {@code null}
	 */
	public record HttpMatch(@Nullable String name, @Nullable StringMatch uri, boolean ignoreUriCase,
			@Nullable StringMatch scheme, @Nullable StringMatch method, @Nullable StringMatch authority,
			Map<String, StringMatch> headers, Map<String, StringMatch> withoutHeaders,
			Map<String, StringMatch> queryParams, @Nullable Integer port, CallerCondition caller,
			@Nullable String statPrefix) {

		/**
		 * The start of names that mean claims of a token.
		 */
		public static final String CLAIMS = "@request.auth.claims";

		public HttpMatch {
			headers = Map.copyOf(headers);
			withoutHeaders = Map.copyOf(withoutHeaders);
			queryParams = Map.copyOf(queryParams);
			Objects.requireNonNull(caller, "caller");
		}

		/**
		 * Whether a condition is on a claim of a token, which Istio writes in place of a
		 * header name.
		 * @return {@code true} when one is
		 */
		public boolean asksForClaims() {
			return Stream.concat(this.headers.keySet().stream(), this.withoutHeaders.keySet().stream())
				.anyMatch((name) -> name.startsWith(CLAIMS));
		}

	}

}
