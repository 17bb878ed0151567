package io.opensergo.controlplane.explain;

import java.util.List;
import java.util.Objects;

import io.opensergo.core.route.RouteDecision;
import io.opensergo.core.route.RouteTrace;
import io.opensergo.core.rule.RuleId;
import org.jspecify.annotations.Nullable;

/**
 * A request and what the rules say of it.
 *
 * @param request the request
 * @param decision the decision
 * @param trace what each route said of the request, {@code null} when nobody asked
 * @param byRouteConfiguration whether the rule of the decision is an Envoy
 * RouteConfiguration
 */
public record Explanation(ExplainRequest request, RouteDecision decision, @Nullable List<RouteTrace> trace,
		boolean byRouteConfiguration) {

	public Explanation {
		Objects.requireNonNull(request, "request");
		Objects.requireNonNull(decision, "decision");
		trace = (trace != null) ? List.copyOf(trace) : null;
	}

	/**
	 * Creates an explanation by CR rules, without a trace.
	 * @param request the request
	 * @param decision the decision
	 */
	public Explanation(ExplainRequest request, RouteDecision decision) {
		this(request, decision, null, false);
	}

	/**
	 * This explanation without its trace.
	 * @return a new explanation
	 */
	public Explanation withoutTrace() {
		return new Explanation(this.request, this.decision, null, this.byRouteConfiguration);
	}

	/**
	 * The rule that decided, as people know it.
	 * @return {@code namespace/name}, or {@code RouteConfiguration name}; {@code null}
	 * when no rule concerns the request
	 */
	public @Nullable String ruleName() {
		RuleId rule = this.decision.rule();
		if (rule == null) {
			return null;
		}
		return this.byRouteConfiguration ? "RouteConfiguration " + rule.name() : rule.qualifiedName();
	}

	/**
	 * Why the decision was taken, with the rule as people know it.
	 * @return one sentence
	 */
	public String reason() {
		RuleId rule = this.decision.rule();
		if (rule == null || !this.byRouteConfiguration) {
			return this.decision.reason();
		}
		return this.decision.reason().replace(rule.toString(), "RouteConfiguration " + rule.name());
	}

}
