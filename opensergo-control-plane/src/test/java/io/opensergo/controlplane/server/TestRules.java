package io.opensergo.controlplane.server;

import java.time.Duration;
import java.util.List;
import java.util.Map;

import io.opensergo.core.rule.Destination;
import io.opensergo.core.rule.FaultToleranceRule;
import io.opensergo.core.rule.FaultToleranceRule.ActionReference;
import io.opensergo.core.rule.FaultToleranceRule.StrategyReference;
import io.opensergo.core.rule.FaultToleranceRule.Target;
import io.opensergo.core.rule.HttpPolicies;
import io.opensergo.core.rule.HttpRequestFallbackAction;
import io.opensergo.core.rule.LimitMode;
import io.opensergo.core.rule.RateLimitStrategy;
import io.opensergo.core.rule.RateLimitStrategy.MetricType;
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

	static FaultToleranceRule protection(String name, Map<String, String> labels, Map<String, String> selector,
			String strategy) {
		return new FaultToleranceRule(new RuleMetadata("default", name, labels), selector,
				List.of(Target.named("GET:/foo")), List.of(new StrategyReference(strategy, null)),
				new ActionReference("sorry"));
	}

	static RateLimitStrategy rate(String name, Map<String, String> labels) {
		return new RateLimitStrategy(new RuleMetadata("default", name, labels), MetricType.REQUEST_AMOUNT,
				LimitMode.LOCAL, 10, Duration.ofSeconds(1));
	}

	static HttpRequestFallbackAction action(String name, Map<String, String> labels) {
		return new HttpRequestFallbackAction(new RuleMetadata("default", name, labels), 429, null, List.of());
	}

}
