package io.opensergo.controlplane.explain;

import java.util.List;
import java.util.Objects;

import io.opensergo.core.route.RouteDecision;
import io.opensergo.core.route.RouteTrace;
import org.jspecify.annotations.Nullable;

/**
 * A request and what the rules say of it.
 *
 * @param request the request
 * @param decision the decision
 * @param trace what each route said of the request, {@code null} when nobody asked
 */
public record Explanation(ExplainRequest request, RouteDecision decision, @Nullable List<RouteTrace> trace) {

	public Explanation {
		Objects.requireNonNull(request, "request");
		Objects.requireNonNull(decision, "decision");
		trace = (trace != null) ? List.copyOf(trace) : null;
	}

	/**
	 * Creates an explanation without a trace.
	 * @param request the request
	 * @param decision the decision
	 */
	public Explanation(ExplainRequest request, RouteDecision decision) {
		this(request, decision, null);
	}

}
