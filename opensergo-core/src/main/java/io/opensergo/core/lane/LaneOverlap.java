package io.opensergo.core.lane;

import java.util.List;
import java.util.Map;

import io.opensergo.core.match.ExactIndex.ExactValue;
import io.opensergo.core.rule.TrafficLane;
import io.opensergo.core.rule.TrafficLane.TrafficMatch;

/**
 * Whether two lanes may color the same request at the same application, so that the order
 * between them matters.
 */
public final class LaneOverlap {

	private LaneOverlap() {
	}

	/**
	 * Compares two lanes.
	 * @param first a lane
	 * @param second another lane
	 * @return {@code false} when no application is selected by both, or when each pair of
	 * their traffic blocks needs different exact values of the same part of a request;
	 * {@code true} otherwise
	 */
	public static boolean between(TrafficLane first, TrafficLane second) {
		return first.metadata().namespace().equals(second.metadata().namespace())
				&& agree(first.selector(), second.selector()) && mayColorTheSame(first, second);
	}

	private static boolean agree(Map<String, String> first, Map<String, String> second) {
		return first.entrySet()
			.stream()
			.allMatch((label) -> second.getOrDefault(label.getKey(), label.getValue()).equals(label.getValue()));
	}

	private static boolean mayColorTheSame(TrafficLane first, TrafficLane second) {
		if (first.workload().isEmpty() && second.workload().isEmpty()) {
			return first.traffic()
				.stream()
				.anyMatch((block) -> second.traffic().stream().anyMatch((other) -> !areDisjoint(block, other)));
		}
		return canColor(first) && canColor(second);
	}

	private static boolean canColor(TrafficLane lane) {
		return !lane.workload().isEmpty() || !lane.traffic().isEmpty();
	}

	private static boolean areDisjoint(TrafficMatch first, TrafficMatch second) {
		List<ExactValue<RequestAttribute>> others = TrafficMatcher.exactValues(second);
		return TrafficMatcher.exactValues(first)
			.stream()
			.anyMatch((value) -> others.stream()
				.anyMatch((other) -> other.attribute().equals(value.attribute())
						&& !other.value().equals(value.value())));
	}

}
