package io.opensergo.core.route;

import java.util.random.RandomGenerator;

/**
 * The routes of one service for one caller, lanes included. Compiled when rules change;
 * immutable; asked once per outbound call.
 */
public final class RouteTable {

	private RouteTable() {
	}

	/**
	 * The decision for a request, its lane first: the tag in the lane header, then the
	 * routes of the service, then baseline.
	 * @param request the request
	 * @param random the source of the one draw that a weighted route makes
	 * @return the decision
	 */
	public RouteDecision decide(RouteRequest request, RandomGenerator random) {
		throw new UnsupportedOperationException();
	}

	/**
	 * The decision for a request as if it had no lane. What a permissive lane goes on
	 * with when it has no instance.
	 * @param request the request
	 * @param random the source of the one draw that a weighted route makes
	 * @return the decision
	 */
	public RouteDecision decideWithoutLane(RouteRequest request, RandomGenerator random) {
		throw new UnsupportedOperationException();
	}

}
