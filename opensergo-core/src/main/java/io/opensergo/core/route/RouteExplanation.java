package io.opensergo.core.route;

import java.util.List;
import java.util.Objects;

/**
 * A decision with the way to it, for people who ask why.
 *
 * @param decision the decision; what a permissive lane falls back to is shown as its
 * fallback
 * @param trace what each route said, up to the one that matches: the route of the lane
 * first, then the routes of the service, unless the lane is strict
 */
public record RouteExplanation(RouteDecision decision, List<RouteTrace> trace) {

	public RouteExplanation {
		Objects.requireNonNull(decision, "decision");
		trace = List.copyOf(trace);
	}

}
