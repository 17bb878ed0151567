package io.opensergo.spring.benchmarks;

import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

import io.opensergo.core.route.RouteRequest;
import io.opensergo.core.rule.TrafficLane;
import org.jspecify.annotations.Nullable;

/**
 * The plain way: every call asks one rule after the other, and picks the instances of its
 * answer out of the list.
 */
final class LinearEngine {

	private final List<Rule> rules;

	private LinearEngine(List<Rule> rules) {
		this.rules = rules;
	}

	static LinearEngine ofLanes(int count) {
		return new LinearEngine(IntStream.range(0, count)
			.mapToObj((i) -> new Rule(TrafficLane.DEFAULT_TRAFFIC_HEADER, Scenario.lane(i), TrafficLane.LANE_LABEL,
					Scenario.lane(i)))
			.toList());
	}

	static LinearEngine ofHeaders(int count) {
		return new LinearEngine(IntStream.range(0, count)
			.mapToObj((i) -> new Rule(Scenario.USER_HEADER, Scenario.user(i), "version", Scenario.subset(i)))
			.toList());
	}

	static LinearEngine ofPaths(int count) {
		return new LinearEngine(IntStream.range(0, count)
			.mapToObj((i) -> new Rule(null, Scenario.path(i), "version", Scenario.subset(i)))
			.toList());
	}

	@Nullable Rule decide(RouteRequest request) {
		for (Rule rule : this.rules) {
			String value = (rule.header() != null) ? request.header(rule.header()) : request.path();
			if (rule.value().equals(value)) {
				return rule;
			}
		}
		return null;
	}

	static List<Map<String, String>> select(@Nullable Rule rule, List<Map<String, String>> instances) {
		if (rule == null) {
			return instances;
		}
		return instances.stream().filter((instance) -> rule.labelValue().equals(instance.get(rule.label()))).toList();
	}

	/**
	 * One rule: an exact value, and the label of the instances it sends to.
	 *
	 * @param header the header, {@code null} for the path
	 * @param value the value that a request must have
	 * @param label the name of the label
	 * @param labelValue the value of the label
	 */
	record Rule(@Nullable String header, String value, String label, String labelValue) {
	}

}
