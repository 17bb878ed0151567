package io.opensergo.controlplane.server;

import java.util.List;
import java.util.Map;

import io.opensergo.core.rule.Destination;
import io.opensergo.core.rule.HttpPolicies;
import io.opensergo.core.rule.RuleMetadata;
import io.opensergo.core.rule.TrafficLane;
import io.opensergo.core.rule.TrafficRouter;
import io.opensergo.core.rule.TrafficRouter.HttpRoute;
import io.opensergo.core.rule.VirtualWorkload;
import io.opensergo.core.rule.WeightedDestination;

/**
 * Small rules.
 */
final class TestRules {

	private TestRules() {
	}

	static TrafficRouter router(String name, String... hosts) {
		return routerTo(name, "base", hosts);
	}

	static TrafficRouter routerTo(String name, String subset, String... hosts) {
		HttpRoute route = new HttpRoute(null, List.of(),
				List.of(WeightedDestination.of(Destination.of(hosts[0], subset), 100)), null, null, null,
				HttpPolicies.NONE);
		return new TrafficRouter(RuleMetadata.of("default", name), List.of(hosts), List.of(), List.of(),
				List.of(route));
	}

	static VirtualWorkload workload(String name, String host) {
		return new VirtualWorkload(RuleMetadata.of("default", name), host, List.of(), null, List.of());
	}

	static TrafficLane lane(String name, String lane) {
		return new TrafficLane(RuleMetadata.of("default", name), Map.of(), List.of(), Map.of(), lane,
				TrafficLane.DEFAULT_TRAFFIC_HEADER, TrafficLane.Mode.PERMISSIVE, Map.of(), null);
	}

}
