package io.opensergo.spring.benchmarks;

import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.random.RandomGenerator;

import io.opensergo.core.engine.CompiledRules;
import io.opensergo.core.route.RouteDecision.Forward;
import io.opensergo.core.route.RouteRequest;
import io.opensergo.core.rule.Rule;
import io.opensergo.core.workload.SubsetIndex;

/**
 * The engine as the load balancer asks it: route table, decision, subset lookup.
 */
final class RoutedService {

	private final CompiledRules rules;

	private final SubsetIndex<Map<String, String>> index;

	private final RandomGenerator random = new SplittableRandom(1);

	RoutedService(List<Rule> rules, List<Map<String, String>> instances) {
		this.rules = Scenario.compile(rules);
		this.index = SubsetIndex.of(instances, (instance) -> instance, this.rules.subsets(Scenario.SERVICE));
	}

	Forward decide(RouteRequest request) {
		return (Forward) this.rules.routes(Scenario.SERVICE).decide(request, this.random);
	}

	List<Map<String, String>> select(Forward forward) {
		String lane = forward.lane();
		return (lane != null) ? this.index.lane(lane) : this.index.instances(forward.chosen().subset());
	}

	List<Map<String, String>> route(RouteRequest request) {
		return select(decide(request));
	}

}
