package io.opensergo.core.route;

import java.util.ArrayList;
import java.util.List;

import io.opensergo.core.rule.RouteConfiguration.Route;
import io.opensergo.core.rule.RuleId;

/**
 * The routes of one virtual host for one caller. The first that matches decides; when
 * none does, nobody else is asked, as in Envoy.
 */
final class RouteList {

	private final RouteIndex routes;

	private final boolean empty;

	private final RouteDecision noRoute;

	private RouteList(List<CompiledRoute> routes, RouteDecision noRoute) {
		this.routes = RouteIndex.of(routes);
		this.empty = routes.isEmpty();
		this.noRoute = noRoute;
	}

	static RouteList compile(RuleId rule, List<Route> routes, Caller caller) {
		List<CompiledRoute> compiled = new ArrayList<>();
		for (int i = 0; i < routes.size(); i++) {
			Route route = routes.get(i);
			if (CallerConditions.concerns(route.caller(), caller)) {
				String name = (route.name() != null) ? route.name() : String.valueOf(i);
				compiled.add(CompiledRoute.of(rule, name, route));
			}
		}
		return new RouteList(compiled, new RouteDecision.NoRoute(rule, "no route of " + rule + " matches the request"));
	}

	boolean isEmpty() {
		return this.empty;
	}

	RouteDecision decide(RouteRequest request, double draw) {
		CompiledRoute route = this.routes.first(request, draw);
		return (route != null) ? route.decide(request, draw) : this.noRoute;
	}

}
