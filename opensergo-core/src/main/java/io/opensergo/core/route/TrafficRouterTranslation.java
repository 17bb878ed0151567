package io.opensergo.core.route;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

import io.opensergo.core.rule.HttpPolicies.CallerCondition;
import io.opensergo.core.rule.RouteConfiguration;
import io.opensergo.core.rule.RouteConfiguration.HeaderCondition;
import io.opensergo.core.rule.RouteConfiguration.HeaderMatch;
import io.opensergo.core.rule.RouteConfiguration.PathMatch;
import io.opensergo.core.rule.RouteConfiguration.QueryParameterMatch;
import io.opensergo.core.rule.RouteConfiguration.Route;
import io.opensergo.core.rule.RouteConfiguration.RouteAction;
import io.opensergo.core.rule.RouteConfiguration.RouteMatch;
import io.opensergo.core.rule.RouteConfiguration.VirtualHost;
import io.opensergo.core.rule.StringMatch;
import io.opensergo.core.rule.TrafficRouter;
import io.opensergo.core.rule.TrafficRouter.HttpMatch;
import io.opensergo.core.rule.TrafficRouter.HttpRoute;
import io.opensergo.core.rule.WeightedDestination;
import org.jspecify.annotations.Nullable;

/**
 * Translates a TrafficRouter into the neutral form, as Istio translates a VirtualService:
 * one route for each entry of {@code match}, in order.
 *
 * @see <a href=
 * "https://istio.io/latest/docs/reference/config/networking/virtual-service/"> Istio:
 * VirtualService</a>
 */
public final class TrafficRouterTranslation {

	/**
	 * A regular expression that Istio takes for "present", although it is none.
	 */
	private static final String ANY_VALUE = "*";

	private TrafficRouterTranslation() {
	}

	/**
	 * Translates a router. A route that delegates is left out: resolve delegates first.
	 * @param router the router, validated
	 * @return one virtual host for each host of the router; the name of a virtual host is
	 * the service, its domain is the full name
	 * @see DelegatedRoutes
	 */
	public static RouteConfiguration translate(TrafficRouter router) {
		List<Route> routes = routes(router);
		List<VirtualHost> virtualHosts = router.hosts()
			.stream()
			.map((host) -> new VirtualHost(HostNames.serviceOf(host),
					List.of(HostNames.resolve(host, router.metadata().namespace())), routes))
			.toList();
		return new RouteConfiguration(router.metadata(), virtualHosts, true);
	}

	private static List<Route> routes(TrafficRouter router) {
		List<Route> routes = new ArrayList<>();
		for (int i = 0; i < router.http().size(); i++) {
			HttpRoute http = router.http().get(i);
			RouteAction action = action(http);
			if (action == null) {
				continue;
			}
			String name = (http.name() != null) ? http.name() : String.valueOf(i);
			if (http.match().isEmpty()) {
				CallerCondition caller = new CallerCondition(Map.of(), null, router.gateways());
				routes.add(new Route(name, caller, RouteMatch.ANY, action));
			}
			for (HttpMatch match : http.match()) {
				CallerCondition caller = caller(router, match.caller());
				// nobody here reads tokens: a condition on a claim can never be told to
				// hold
				if (caller != null && !match.asksForClaims()) {
					routes.add(new Route(name, caller, match(match), action));
				}
			}
		}
		return routes;
	}

	/**
	 * The caller that an entry of {@code match} is for. Gateways of the entry switch its
	 * labels and namespace off, those of the router do not; both lists must name the
	 * caller, and {@code mesh} is every caller.
	 */
	private static @Nullable CallerCondition caller(TrafficRouter router, CallerCondition caller) {
		List<String> outer = router.gateways();
		List<String> inner = caller.gateways();
		if (inner.isEmpty()) {
			return new CallerCondition(caller.sourceLabels(), caller.sourceNamespace(), outer);
		}
		if (isEveryCaller(outer) || isEveryCaller(inner)) {
			return new CallerCondition(Map.of(), null, isEveryCaller(outer) ? inner : outer);
		}
		List<String> shared = inner.stream().filter(outer::contains).toList();
		return shared.isEmpty() ? null : new CallerCondition(Map.of(), null, shared);
	}

	private static boolean isEveryCaller(List<String> gateways) {
		return gateways.isEmpty() || gateways.contains(CallerConditions.MESH);
	}

	private static @Nullable RouteAction action(HttpRoute http) {
		if (http.redirect() != null) {
			return new RouteAction.RedirectTo(http.redirect(), http.policies());
		}
		if (http.directResponse() != null) {
			return new RouteAction.Respond(http.directResponse(), http.policies());
		}
		List<WeightedDestination> destinations = http.route();
		return destinations.isEmpty() ? null : new RouteAction.Forward(destinations, http.policies());
	}

	private static RouteMatch match(HttpMatch match) {
		List<HeaderMatch> headers = new ArrayList<>();
		sorted(match.headers()).forEach((name, value) -> headers.add(HeaderMatch.of(name, anyValueAsPresent(value))));
		sorted(match.withoutHeaders()).forEach((name, value) -> headers.add(withoutHeader(name, value)));
		addPseudoHeader(headers, ":method", match.method());
		addPseudoHeader(headers, ":authority", match.authority());
		addPseudoHeader(headers, ":scheme", match.scheme());
		List<QueryParameterMatch> queryParameters = new ArrayList<>();
		sorted(match.queryParams())
			.forEach((name, value) -> queryParameters.add(new QueryParameterMatch(name, anyValueAsPresent(value))));
		return new RouteMatch(path(match), headers, queryParameters, null, match.port(), false);
	}

	private static void addPseudoHeader(List<HeaderMatch> headers, String name, @Nullable StringMatch match) {
		if (match != null) {
			headers.add(HeaderMatch.of(name, anyValueAsPresent(match)));
		}
	}

	private static HeaderMatch withoutHeader(String name, StringMatch match) {
		StringMatch condition = anyValueAsPresent(match);
		boolean present = condition instanceof StringMatch.Present;
		return new HeaderMatch(name, HeaderCondition.of(condition), true, !present);
	}

	private static @Nullable PathMatch path(HttpMatch match) {
		boolean ignoreCase = match.ignoreUriCase();
		if (match.uri() instanceof StringMatch.Exact exact) {
			return new PathMatch.Exact(exact.value(), ignoreCase);
		}
		if (match.uri() instanceof StringMatch.Prefix prefix) {
			return new PathMatch.Prefix(prefix.value(), ignoreCase);
		}
		if (match.uri() instanceof StringMatch.Regex regex && !regex.pattern().equals(ANY_VALUE)) {
			return new PathMatch.Regex(regex.pattern());
		}
		return null;
	}

	private static StringMatch anyValueAsPresent(StringMatch match) {
		return (match instanceof StringMatch.Regex regex && regex.pattern().equals(ANY_VALUE)) ? StringMatch.present()
				: match;
	}

	/**
	 * Maps of a rule have no order; the translation has one, so that equal rules give
	 * equal routes.
	 */
	private static Map<String, StringMatch> sorted(Map<String, StringMatch> conditions) {
		return new TreeMap<>(conditions);
	}

}
