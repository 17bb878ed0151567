package io.opensergo.core.route;

import java.util.ArrayList;
import java.util.List;

import io.opensergo.core.rule.HttpPolicies;
import io.opensergo.core.rule.RouteConfiguration.Route;
import io.opensergo.core.rule.RouteConfiguration.RouteAction;
import io.opensergo.core.rule.RuleId;
import org.jspecify.annotations.Nullable;

/**
 * The routes of one virtual host for one caller. The first that matches decides; when
 * none does, nobody else is asked, as in Envoy.
 */
final class RouteList {

	private final List<CompiledRoute> routes;

	private final RouteIndex index;

	private final RouteDecision noRoute;

	private final boolean corsPolicies;

	private RouteList(List<CompiledRoute> routes, RouteDecision noRoute, boolean corsPolicies) {
		this.routes = List.copyOf(routes);
		this.index = RouteIndex.of(this.routes);
		this.noRoute = noRoute;
		this.corsPolicies = corsPolicies;
	}

	static RouteList compile(RuleId rule, List<Route> routes, Caller caller) {
		List<CompiledRoute> compiled = new ArrayList<>();
		boolean corsPolicies = false;
		for (int i = 0; i < routes.size(); i++) {
			Route route = routes.get(i);
			if (CallerConditions.concerns(route.caller(), caller)) {
				String name = (route.name() != null) ? route.name() : String.valueOf(i);
				compiled.add(CompiledRoute.of(rule, name, route));
				corsPolicies |= policies(route.action()).cors() != null;
			}
		}
		return new RouteList(compiled, new RouteDecision.NoRoute(rule, "no route of " + rule + " matches the request"),
				corsPolicies);
	}

	private static HttpPolicies policies(RouteAction action) {
		if (action instanceof RouteAction.Forward forward) {
			return forward.policies();
		}
		if (action instanceof RouteAction.ForwardByHeader byHeader) {
			return byHeader.policies();
		}
		return (action instanceof RouteAction.RedirectTo redirect) ? redirect.policies()
				: ((RouteAction.Respond) action).policies();
	}

	boolean hasCorsPolicies() {
		return this.corsPolicies;
	}

	boolean isEmpty() {
		return this.routes.isEmpty();
	}

	RouteDecision decide(RouteRequest request, double draw) {
		CompiledRoute route = this.index.first(request, draw);
		return (route != null) ? route.decide(request, draw) : this.noRoute;
	}

	/**
	 * The decision of the first route that matches, when it asks for the lane of the
	 * request.
	 */
	@Nullable RouteDecision decideByLane(RouteRequest request, double draw) {
		CompiledRoute route = this.index.first(request, draw);
		return (route != null && route.isAskingForLane()) ? route.decide(request, draw) : null;
	}

	/**
	 * What each route says of a request, up to the one that matches.
	 */
	List<RouteTrace> trace(RouteRequest request, double draw) {
		List<RouteTrace> traces = new ArrayList<>();
		for (CompiledRoute route : this.routes) {
			String mismatch = MatchExplanation.mismatch(route.match(), request, draw);
			traces.add(new RouteTrace(route.name(), mismatch));
			if (mismatch == null) {
				break;
			}
		}
		return List.copyOf(traces);
	}

}
