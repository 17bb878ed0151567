package io.opensergo.core.lane;

import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

import io.opensergo.core.route.LaneRoute;
import io.opensergo.core.rule.TrafficLane;

/**
 * The headers that carry lanes, in the order in which requests are asked for them: the
 * default header may carry any lane, other headers follow.
 */
final class LaneTags {

	private LaneTags() {
	}

	static List<Tag> of(List<LaneRoute> lanes) {
		Set<Tag> tags = new LinkedHashSet<>();
		Map<String, Set<String>> known = new LinkedHashMap<>();
		lanes.forEach((lane) -> add(TrafficLane.DEFAULT_TRAFFIC_HEADER, lane, known, tags));
		Set<String> headers = new LinkedHashSet<>();
		lanes.forEach((lane) -> headers.add(lane.header()));
		for (String header : headers) {
			lanes.stream()
				.filter((lane) -> lane.header().equals(header))
				.forEach((lane) -> add(header, lane, known, tags));
		}
		return List.copyOf(tags);
	}

	private static void add(String header, LaneRoute lane, Map<String, Set<String>> known, Set<Tag> tags) {
		if (known.computeIfAbsent(header, (name) -> new HashSet<>()).add(lane.lane())) {
			tags.add(new Tag(header, lane));
		}
	}

	/**
	 * A lane as one header carries it.
	 *
	 * @param header the header, lower case
	 * @param lane the lane
	 */
	record Tag(String header, LaneRoute lane) {

		boolean isDefaultHeader() {
			return this.header.equals(TrafficLane.DEFAULT_TRAFFIC_HEADER);
		}

	}

}
