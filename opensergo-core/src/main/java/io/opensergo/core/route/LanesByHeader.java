package io.opensergo.core.route;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import io.opensergo.core.rule.TrafficLane;
import org.jspecify.annotations.Nullable;

/**
 * The lane routes of a snapshot by the header that carries the tag and by the tag: one
 * lookup, however many lanes there are. Shared by the tables of all services.
 */
final class LanesByHeader {

	/**
	 * Where the default header stands among the headers: it is asked first.
	 */
	static final int DEFAULT_HEADER = 0;

	private final List<Header> headers;

	private LanesByHeader(List<Header> headers) {
		this.headers = headers;
	}

	/**
	 * Sorts lane routes by header.
	 * @param lanes the lane routes, in order of precedence
	 * @return the routes by header; the default header is always there
	 */
	static LanesByHeader of(List<LaneRoute> lanes) {
		Map<String, Map<String, LaneRoute>> byHeader = new LinkedHashMap<>();
		Map<String, LaneRoute> byDefaultHeader = new HashMap<>();
		byHeader.put(TrafficLane.DEFAULT_TRAFFIC_HEADER, byDefaultHeader);
		for (LaneRoute lane : lanes) {
			// Applications carry every lane in the default header, whatever its rule
			// says.
			byDefaultHeader.putIfAbsent(lane.lane(), lane);
			byHeader.computeIfAbsent(lane.header(), (header) -> new HashMap<>()).putIfAbsent(lane.lane(), lane);
		}
		List<Header> headers = new ArrayList<>();
		byHeader.forEach((name, byLane) -> headers.add(new Header(name, Map.copyOf(byLane))));
		return new LanesByHeader(List.copyOf(headers));
	}

	int headers() {
		return this.headers.size();
	}

	String header(int index) {
		return this.headers.get(index).name();
	}

	@Nullable LaneRoute route(int header, String lane) {
		return this.headers.get(header).byLane().get(lane);
	}

	private record Header(String name, Map<String, LaneRoute> byLane) {
	}

}
