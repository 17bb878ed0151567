package io.opensergo.core.lane;

import java.util.List;
import java.util.Map;

import io.opensergo.core.rule.RuleMetadata;
import io.opensergo.core.rule.StringMatch;
import io.opensergo.core.rule.TrafficLane;
import io.opensergo.core.rule.TrafficLane.TrafficMatch;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link LaneOverlap}.
 */
class LaneOverlapTests {

	private static final Map<String, String> GATEWAY = Map.of("app", "gateway");

	@Test
	void betweenWhenSelectorsCannotMeetIsFalse() {
		TrafficLane other = lane(Map.of("app", "order"), Map.of(), header("a", "1"));
		assertThat(LaneOverlap.between(lane(GATEWAY, Map.of(), header("a", "1")), other)).isFalse();
	}

	@Test
	void betweenWhenOneSelectorIsWiderIsTrue() {
		TrafficLane all = lane(Map.of(), Map.of(), header("a", "1"));
		TrafficLane zone = lane(Map.of("zone", "1"), Map.of(), header("b", "1"));
		assertThat(LaneOverlap.between(all, lane(GATEWAY, Map.of(), header("b", "1")))).isTrue();
		assertThat(LaneOverlap.between(zone, lane(GATEWAY, Map.of(), header("a", "1")))).isTrue();
	}

	@Test
	void betweenWhenTheSameHeaderNeedsOtherValuesIsFalse() {
		TrafficLane one = lane(GATEWAY, Map.of(), header("X-User", "1"));
		assertThat(LaneOverlap.between(one, lane(GATEWAY, Map.of(), header("x-user", "2")))).isFalse();
		assertThat(LaneOverlap.between(one, lane(GATEWAY, Map.of(), header("x-user", "2"), header("x-user", "1"))))
			.isTrue();
	}

	@Test
	void betweenWhenOneColorsEverythingThatPassesIsTrue() {
		TrafficLane workload = lane(GATEWAY, Map.of("tag", "gray"));
		assertThat(LaneOverlap.between(workload, lane(GATEWAY, Map.of(), header("a", "1")))).isTrue();
		assertThat(LaneOverlap.between(workload, lane(GATEWAY, Map.of()))).isFalse();
	}

	private static TrafficMatch header(String name, String value) {
		return new TrafficMatch(Map.of(name, StringMatch.exact(value)), null, Map.of(), Map.of(), null, null, List.of(),
				null);
	}

	private static TrafficLane lane(Map<String, String> selector, Map<String, String> workload,
			TrafficMatch... traffic) {
		return new TrafficLane(RuleMetadata.of("default", "lane"), selector, List.of(traffic), workload, "gray",
				TrafficLane.DEFAULT_TRAFFIC_HEADER, TrafficLane.Mode.PERMISSIVE, Map.of(), 1);
	}

}
