package io.opensergo.core.route;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import io.opensergo.core.context.LaneName;
import io.opensergo.core.rule.Destination;
import io.opensergo.core.rule.HttpPolicies;
import io.opensergo.core.rule.RuleId;
import io.opensergo.core.rule.TrafficLane;
import io.opensergo.core.rule.WeightedDestination;
import org.jspecify.annotations.Nullable;

/**
 * The lane routes of one service, found by the value of the lane header: one lookup,
 * however many lanes there are.
 */
final class LaneRouteIndex {

	/**
	 * Where the default header stands among the headers: it is asked first.
	 */
	private static final int DEFAULT = 0;

	private final String service;

	private final List<Header> headers;

	private LaneRouteIndex(String service, List<Header> headers) {
		this.service = service;
		this.headers = headers;
	}

	static LaneRouteIndex of(String service, List<LaneRoute> lanes) {
		Map<String, Map<String, RouteDecision>> byHeader = new LinkedHashMap<>();
		Map<String, RouteDecision> byDefaultHeader = new HashMap<>();
		byHeader.put(TrafficLane.DEFAULT_TRAFFIC_HEADER, byDefaultHeader);
		for (LaneRoute lane : lanes) {
			RouteDecision decision = known(service, lane);
			// Applications carry every lane in the default header, whatever its rule
			// says.
			byDefaultHeader.putIfAbsent(lane.lane(), decision);
			byHeader.computeIfAbsent(lane.header(), (header) -> new HashMap<>()).putIfAbsent(lane.lane(), decision);
		}
		List<Header> headers = new ArrayList<>();
		byHeader.forEach((name, decisions) -> headers.add(new Header(name, Map.copyOf(decisions))));
		return new LaneRouteIndex(service, List.copyOf(headers));
	}

	/**
	 * The decision for the tag that a request carries.
	 * @param request the request
	 * @return the decision, {@code null} when the request carries no tag
	 */
	@Nullable RouteDecision decide(RouteRequest request) {
		for (int i = 0; i < this.headers.size(); i++) {
			Header header = this.headers.get(i);
			String lane = request.header(header.name());
			if (lane == null || lane.isEmpty()) {
				continue;
			}
			RouteDecision decision = (i == DEFAULT) ? decide(lane) : header.decisions().get(lane);
			if (decision != null) {
				return decision;
			}
		}
		return null;
	}

	/**
	 * The decision for a tag in the default header.
	 * @param lane the tag
	 * @return the decision, {@code null} when the tag is no lane name
	 */
	@Nullable RouteDecision decide(String lane) {
		RouteDecision known = this.headers.get(DEFAULT).decisions().get(lane);
		if (known != null) {
			return known;
		}
		return LaneName.isValid(lane) ? unknown(this.service, lane) : null;
	}

	/**
	 * Whether no lane has a header of its own.
	 * @return {@code true} when only the default header is read
	 */
	boolean readsDefaultHeaderOnly() {
		return this.headers.size() == 1;
	}

	private static RouteDecision known(String service, LaneRoute lane) {
		return forward(service, lane.lane(), lane.rule(), lane.otherwise(),
				"the request carries the lane '" + lane.lane() + "' of " + lane.rule());
	}

	/**
	 * An application that has not heard of a lane still keeps requests in it.
	 */
	private static RouteDecision unknown(String service, String lane) {
		return forward(service, lane, null, RouteDecision.Otherwise.ROUTES_WITHOUT_LANE,
				"the request carries the lane '" + lane + "', of which no rule is known; it is routed by the label "
						+ TrafficLane.LANE_LABEL);
	}

	private static RouteDecision forward(String service, String lane, @Nullable RuleId rule,
			RouteDecision.Otherwise otherwise, String reason) {
		Destination destination = Destination.of(service, lane);
		return new RouteDecision.Forward(rule, "lane-" + lane, List.of(WeightedDestination.of(destination, 100)),
				destination, lane, otherwise, HttpPolicies.NONE, reason);
	}

	private record Header(String name, Map<String, RouteDecision> decisions) {
	}

}
