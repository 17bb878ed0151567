package io.opensergo.core.route;

import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;

import io.opensergo.core.context.LaneName;
import io.opensergo.core.rule.Destination;
import io.opensergo.core.rule.HttpPolicies;
import io.opensergo.core.rule.RuleId;
import io.opensergo.core.rule.TrafficLane;
import io.opensergo.core.rule.WeightedDestination;
import org.jspecify.annotations.Nullable;

/**
 * The lane routes of one service. The decision for a known lane is made when a request
 * carries it first, and kept: a service sees few of the lanes that there are.
 */
final class LaneRouteIndex {

	private final String service;

	private final LanesByHeader lanes;

	private final List<Map<String, RouteDecision>> decisions;

	LaneRouteIndex(String service, LanesByHeader lanes) {
		this.service = service;
		this.lanes = lanes;
		this.decisions = Stream.<Map<String, RouteDecision>>generate(ConcurrentHashMap::new)
			.limit(lanes.headers())
			.toList();
	}

	/**
	 * The decision for the tag that a request carries.
	 * @param request the request
	 * @return the decision, {@code null} when the request carries no tag
	 */
	@Nullable RouteDecision decide(RouteRequest request) {
		for (int i = 0; i < this.decisions.size(); i++) {
			String lane = request.header(this.lanes.header(i));
			RouteDecision decision = (lane != null) ? decide(i, lane) : null;
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
		return decide(LanesByHeader.DEFAULT_HEADER, lane);
	}

	private @Nullable RouteDecision decide(int header, String lane) {
		RouteDecision known = this.decisions.get(header).get(lane);
		return (known != null) ? known : decideFirst(header, lane);
	}

	private @Nullable RouteDecision decideFirst(int header, String lane) {
		LaneRoute route = this.lanes.route(header, lane);
		if (route != null) {
			RouteDecision decision = known(route);
			this.decisions.get(header).put(lane, decision);
			return decision;
		}
		return (header == LanesByHeader.DEFAULT_HEADER && LaneName.isValid(lane)) ? unknown(lane) : null;
	}

	/**
	 * Whether no lane has a header of its own.
	 * @return {@code true} when only the default header is read
	 */
	boolean readsDefaultHeaderOnly() {
		return this.lanes.headers() == 1;
	}

	private RouteDecision known(LaneRoute lane) {
		return forward(lane.lane(), lane.rule(), lane.otherwise(),
				"the request carries the lane '" + lane.lane() + "' of " + lane.rule());
	}

	/**
	 * An application that has not heard of a lane still keeps requests in it.
	 */
	private RouteDecision unknown(String lane) {
		return forward(lane, null, RouteDecision.Otherwise.ROUTES_WITHOUT_LANE, "the request carries the lane '" + lane
				+ "', of which no rule is known; it is routed by the label " + TrafficLane.LANE_LABEL);
	}

	private RouteDecision forward(String lane, @Nullable RuleId rule, RouteDecision.Otherwise otherwise,
			String reason) {
		Destination destination = Destination.of(this.service, lane);
		return new RouteDecision.Forward(rule, "lane-" + lane, List.of(WeightedDestination.of(destination, 100)),
				destination, lane, otherwise, HttpPolicies.NONE, reason);
	}

}
