package io.opensergo.core.engine;

import java.util.random.RandomGenerator;

import io.opensergo.core.route.HostNames;
import io.opensergo.core.route.RouteDecision;
import io.opensergo.core.route.RouteDecision.Forward;
import io.opensergo.core.route.RouteDecision.NoRoute;
import io.opensergo.core.route.RouteDecision.Otherwise;
import io.opensergo.core.route.RouteRequest;
import io.opensergo.core.route.RoutedCall;

/**
 * The decision of a gateway for one of its own hosts. The host is no service and has no
 * instances: its routes name the service, and the lane of the request is that of this
 * service.
 */
public final class VirtualHostDecision {

	private VirtualHostDecision() {
	}

	/**
	 * Asks the routes of a host, then the lanes of the service that they choose.
	 * @param rules the rules in force
	 * @param host the host as the rule names it, wildcards among them
	 * @param request the request
	 * @param random the source of draws
	 * @return the decision; no route when no rule has the host any more
	 */
	public static RoutedCall of(CompiledRules rules, String host, RouteRequest request, RandomGenerator random) {
		RouteDecision decision = rules.routes(host).decideWithoutLane(request, random);
		if (!(decision instanceof Forward forward)) {
			return new RoutedCall(host, decision);
		}
		if (forward.rule() == null) {
			return new RoutedCall(host, new NoRoute(null, "no rule has the host " + host + " any more"));
		}
		String service = HostNames.serviceOf(forward.chosen().host());
		return (rules.routes(service).laneOf(request) instanceof Forward lane && isStronger(lane, forward))
				? new RoutedCall(service, lane, (lane.otherwise() == Otherwise.ROUTES_WITHOUT_LANE) ? forward : null)
				: new RoutedCall(host, forward);
	}

	/**
	 * A lane that no rule knows gives way to a route that names a subset itself.
	 */
	private static boolean isStronger(Forward lane, Forward route) {
		return lane.rule() != null || route.chosen().subset() == null;
	}

}
