package io.opensergo.core.lane;

import java.util.List;
import java.util.Locale;

import io.opensergo.core.route.LaneRoute;
import io.opensergo.core.route.RouteDecision.Otherwise;
import io.opensergo.core.rule.TrafficLane;

/**
 * Compiles lanes into the routes that stand before the routes of every service. There is
 * no second routing mechanism.
 */
public final class LaneRoutes {

	private LaneRoutes() {
	}

	/**
	 * Compiles the lanes of a namespace.
	 * @param lanes all lanes
	 * @param namespace the namespace whose lanes count
	 * @return the routes, in the order of precedence
	 */
	public static List<LaneRoute> compile(List<TrafficLane> lanes, String namespace) {
		return lanes.stream()
			.filter((lane) -> lane.metadata().namespace().equals(namespace))
			.sorted(LaneTable.PRECEDENCE)
			.map(LaneRoutes::route)
			.toList();
	}

	private static LaneRoute route(TrafficLane lane) {
		Otherwise otherwise = (lane.mode() == TrafficLane.Mode.STRICT) ? Otherwise.REFUSE
				: Otherwise.ROUTES_WITHOUT_LANE;
		return new LaneRoute(lane.id(), lane.traceIdBaggage().toLowerCase(Locale.ROOT), lane.lane(), otherwise);
	}

}
