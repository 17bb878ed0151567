package io.opensergo.core.route;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.random.RandomGenerator;

import io.opensergo.core.route.RouteDecision.Forward;
import io.opensergo.core.route.RouteDecision.Otherwise;
import io.opensergo.core.rule.Destination;
import io.opensergo.core.rule.HttpPolicies;
import io.opensergo.core.rule.WeightedDestination;
import org.jspecify.annotations.Nullable;

/**
 * The routes of one service for one caller, lanes included. Compiled when rules change;
 * immutable; asked once per outbound call.
 */
public final class RouteTable {

	private final LaneRouteIndex lanes;

	private final @Nullable RouteList routes;

	private final RouteDecision baseline;

	private RouteTable(LaneRouteIndex lanes, @Nullable RouteList routes, RouteDecision baseline) {
		this.lanes = lanes;
		this.routes = routes;
		this.baseline = baseline;
	}

	/**
	 * Makes the table of a service.
	 * @param service the service
	 * @param lanes the lanes
	 * @param routes the routes of the rule that concerns the service, {@code null} when
	 * none does
	 * @return the table
	 */
	static RouteTable of(String service, LanesByHeader lanes, @Nullable RouteList routes) {
		return new RouteTable(new LaneRouteIndex(service, lanes), routes, baseline(service));
	}

	private static RouteDecision baseline(String service) {
		Destination destination = Destination.of(service);
		return new RouteDecision.Forward(null, null, List.of(WeightedDestination.of(destination, 100)), destination,
				null, RouteDecision.Otherwise.NO_INSTANCE, HttpPolicies.NONE,
				"no rule concerns the service '" + service + "'; the request goes to its baseline");
	}

	/**
	 * Whether no TrafficRouter concerns the service for this caller: a request without a
	 * lane goes to the baseline.
	 * @return {@code true} when there are no routes
	 */
	public boolean hasNoRoutes() {
		return this.routes == null;
	}

	/**
	 * Whether a route of the service has a CORS policy, so that preflight requests are to
	 * be asked like any other.
	 * @return {@code true} when one has
	 */
	public boolean hasCorsPolicies() {
		return this.routes != null && this.routes.hasCorsPolicies();
	}

	/**
	 * The decision for a request, its lane first: the tag in the lane header, then the
	 * routes of the service, then, when no router concerns the service, its baseline. A
	 * lane of which no TrafficLane is known gives way to a route that asks for the tag
	 * itself.
	 * @param request the request
	 * @param random the source of the one draw that a weighted route makes
	 * @return the decision
	 */
	public RouteDecision decide(RouteRequest request, RandomGenerator random) {
		RouteDecision lane = this.lanes.decide(request);
		if (lane == null) {
			return decideWithoutLane(request, random);
		}
		if (lane.rule() != null || this.routes == null) {
			return lane;
		}
		RouteDecision byLane = this.routes.decideByLane(request, random.nextDouble());
		return (byLane != null) ? byLane : lane;
	}

	/**
	 * What the lane of a request says, whatever the routes of the service are.
	 * @param request the request
	 * @return the decision, {@code null} when the request has no lane
	 */
	public @Nullable RouteDecision laneOf(RouteRequest request) {
		return this.lanes.decide(request);
	}

	/**
	 * The decision for requests of which nothing but the tag matters: no route of the
	 * service asks for anything else, and no lane has a header of its own. Whoever makes
	 * many calls may keep it as long as the rules.
	 * @param tag the tag in the default lane header, {@code null} for none
	 * @return the decision, {@code null} when the request itself has to be asked
	 */
	public @Nullable RouteDecision decideByTag(@Nullable String tag) {
		if (!this.lanes.readsDefaultHeaderOnly()) {
			return null;
		}
		RouteDecision lane = (tag != null) ? this.lanes.decide(tag) : null;
		if (this.routes == null) {
			return (lane != null) ? lane : this.baseline;
		}
		return (lane instanceof Forward forward && forward.otherwise() == Otherwise.REFUSE) ? lane : null;
	}

	/**
	 * The decision for a request as if it had no lane. What a permissive lane goes on
	 * with when it has no instance.
	 * @param request the request
	 * @param random the source of the one draw that a weighted route makes
	 * @return the decision
	 */
	public RouteDecision decideWithoutLane(RouteRequest request, RandomGenerator random) {
		return (this.routes != null) ? this.routes.decide(request, random.nextDouble()) : this.baseline;
	}

	/**
	 * What each route of the service says of a request as if it had no lane, for people
	 * who ask why. Not for the request path.
	 * @param request the request
	 * @param random the source of the draw
	 * @return the routes in order, up to the one that matches; empty when no router
	 * concerns the service
	 */
	public List<RouteTrace> trace(RouteRequest request, RandomGenerator random) {
		return (this.routes != null) ? this.routes.trace(request, random.nextDouble()) : List.of();
	}

	/**
	 * The decision for a request and the way to it, for people who ask why. Not for the
	 * request path.
	 * @param request the request
	 * @param random the source of the one draw
	 * @return the decision that {@link #decide} takes, explained
	 */
	public RouteExplanation explain(RouteRequest request, RandomGenerator random) {
		double draw = random.nextDouble();
		RouteDecision rest = (this.routes != null) ? this.routes.decide(request, draw) : this.baseline;
		List<RouteTrace> trace = (this.routes != null) ? this.routes.trace(request, draw) : List.of();
		boolean routedByHand = this.routes != null && this.routes.decideByLane(request, draw) != null;
		if (!(this.lanes.decide(request) instanceof Forward lane) || (lane.rule() == null && routedByHand)) {
			return new RouteExplanation(rest, trace);
		}
		List<RouteTrace> laneTrace = new ArrayList<>();
		laneTrace.add(new RouteTrace(Objects.requireNonNull(lane.route()), null));
		if (lane.otherwise() != Otherwise.ROUTES_WITHOUT_LANE) {
			return new RouteExplanation(lane, laneTrace);
		}
		laneTrace.addAll(trace);
		return new RouteExplanation((rest instanceof Forward forward) ? withFallback(lane, forward) : lane, laneTrace);
	}

	private static Forward withFallback(Forward lane, Forward rest) {
		Destination chosen = lane.chosen().withFallback(rest.chosen());
		return new Forward(lane.rule(), lane.route(), List.of(WeightedDestination.of(chosen, 100)), chosen, lane.lane(),
				lane.otherwise(), lane.policies(), lane.actions(),
				lane.reason() + "; where the lane has no instance, " + rest.reason());
	}

}
