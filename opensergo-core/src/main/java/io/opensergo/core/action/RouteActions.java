package io.opensergo.core.action;

import java.time.Duration;
import java.util.List;

import io.opensergo.core.rule.HeaderOperations;
import io.opensergo.core.rule.HttpPolicies;
import io.opensergo.core.rule.HttpPolicies.Redirect;
import io.opensergo.core.rule.RouteConfiguration.PathMatch;
import io.opensergo.core.rule.WeightedDestination;
import org.jspecify.annotations.Nullable;

/**
 * All that a route does besides choosing a destination, ready to be applied. Immutable
 * and shared by all requests of the route.
 *
 * <p>
 * A host applies it in the order of a proxy that Istio configures: the fault, then CORS,
 * then redirect or direct response, then the path, the authority and the request headers,
 * then mirrors, then the call with timeout and retries; response headers last. A timeout
 * does not cover the delay of a fault, and an abort is not retried.
 *
 * @param path rewrites the path, {@code null} to leave it
 * @param authority the authority that the destination sees, {@code null} to leave it
 * @param requestHeaders changes of request headers
 * @param responseHeaders changes of response headers
 * @param timeout how long the whole answer may take, all tries included, {@code null} for
 * no limit
 * @param retries when to try again, {@code null} for never: a route that does not write
 * {@code retries} is not retried, although a mesh would try twice
 * @param fault faults on purpose, {@code null} for none
 * @param mirrors copies of the request, without those that are never sent
 * @param cors the CORS policy, {@code null} for none
 * @param redirect where a redirect leads, {@code null} for a route that is none
 * @see <a href=
 * "https://istio.io/latest/docs/reference/config/networking/virtual-service/#HTTPRoute">Istio:
 * HTTPRoute</a>
 */
public record RouteActions(@Nullable PathRewrite path, @Nullable String authority, HeaderChanges requestHeaders,
		HeaderChanges responseHeaders, @Nullable Duration timeout, @Nullable RetryRules retries,
		@Nullable FaultRules fault, List<MirrorRule> mirrors, @Nullable CorsRules cors,
		@Nullable RedirectTarget redirect) {

	/**
	 * Nothing at all. Compared by identity.
	 */
	public static final RouteActions NONE = new RouteActions(null, null, HeaderChanges.NONE, HeaderChanges.NONE, null,
			null, null, List.of(), null, null);

	public RouteActions {
		mirrors = List.copyOf(mirrors);
	}

	/**
	 * Compiles what a route does with a request that it forwards.
	 * @param policies the policies of the route
	 * @param match the condition on the path, {@code null} for any path
	 * @param chosen the destination that the request goes to
	 * @param weighted whether the route has several destinations, which changes the order
	 * of header operations
	 * @return the actions, {@link #NONE} when there are none
	 */
	public static RouteActions ofForward(HttpPolicies policies, @Nullable PathMatch match, WeightedDestination chosen,
			boolean weighted) {
		if (policies.equals(HttpPolicies.NONE) && chosen.headers().equals(HeaderOperations.NONE)) {
			return NONE;
		}
		HeaderOperations ofRoute = policies.headers();
		HeaderOperations ofDestination = chosen.headers();
		return new RouteActions(PathRewrite.of(policies.rewrite(), match), authority(policies, ofDestination),
				HeaderChanges.of(ofRoute.request(), ofDestination.request(), weighted),
				HeaderChanges.of(ofRoute.response(), ofDestination.response(), weighted), timeout(policies),
				RetryRules.of(policies.retries()), FaultRules.of(policies.fault()), MirrorRule.of(policies.mirrors()),
				CorsRules.of(policies.cors()), null);
	}

	/**
	 * Compiles what a route does that answers by itself.
	 * @param policies the policies of the route
	 * @param match the condition on the path, {@code null} for any path
	 * @param redirect the redirect, {@code null} for a direct response
	 * @return the actions, {@link #NONE} when there are none
	 */
	public static RouteActions ofAnswer(HttpPolicies policies, @Nullable PathMatch match, @Nullable Redirect redirect) {
		if (redirect == null && policies.equals(HttpPolicies.NONE)) {
			return NONE;
		}
		return new RouteActions(null, null, HeaderChanges.NONE,
				HeaderChanges.of(policies.headers().response(), HeaderOperations.Changes.NONE, false), null, null,
				FaultRules.of(policies.fault()), List.of(), CorsRules.of(policies.cors()),
				(redirect != null) ? RedirectTarget.of(redirect, match) : null);
	}

	/**
	 * Whether a request may be sent more than once, so that its body has to be kept.
	 * @return {@code true} when retries or mirrors may need it
	 */
	public boolean mayReplay() {
		return this.retries != null || !this.mirrors.isEmpty();
	}

	/**
	 * A zero is what a control plane writes for no limit.
	 */
	private static @Nullable Duration timeout(HttpPolicies policies) {
		Duration timeout = policies.timeout();
		return (timeout != null && !timeout.isZero() && !timeout.isNegative()) ? timeout : null;
	}

	private static @Nullable String authority(HttpPolicies policies, HeaderOperations ofDestination) {
		if (policies.rewrite() != null && policies.rewrite().authority() != null) {
			return policies.rewrite().authority();
		}
		String authority = HeaderChanges.authorityOf(policies.headers().request());
		return (authority != null) ? authority : HeaderChanges.authorityOf(ofDestination.request());
	}

}
