package io.opensergo.controlplane.explain;

import java.util.Objects;

import io.opensergo.core.route.RouteDecision;

/**
 * A request and what the rules say of it.
 *
 * @param request the request
 * @param decision the decision
 */
public record Explanation(ExplainRequest request, RouteDecision decision) {

	public Explanation {
		Objects.requireNonNull(request, "request");
		Objects.requireNonNull(decision, "decision");
	}

}
