package io.opensergo.controlplane.explain;

import java.util.List;
import java.util.function.BiFunction;
import java.util.random.RandomGenerator;

import io.opensergo.core.engine.CompiledRules;
import io.opensergo.core.route.HostRouter;
import io.opensergo.core.route.RouteDecision;
import io.opensergo.core.route.RouteDecision.NoRoute;
import io.opensergo.core.route.RouteExplanation;
import org.jspecify.annotations.Nullable;

/**
 * Takes the decision that an application with the starter would take.
 */
public final class Explainer {

	private final BiFunction<ExplainRequest, RandomGenerator, Explanation> rules;

	private final RandomGenerator random;

	private Explainer(BiFunction<ExplainRequest, RandomGenerator, Explanation> rules, RandomGenerator random) {
		this.rules = rules;
		this.random = random;
	}

	/**
	 * Explains by the rules of the services.
	 * @param rules the rules, compiled for the caller
	 * @param random draws for requests that name no number
	 * @return the explainer
	 */
	public static Explainer byService(CompiledRules rules, RandomGenerator random) {
		return new Explainer((request, draws) -> byService(rules, request, draws), random);
	}

	/**
	 * Explains as a proxy decides: the authority of a request picks the virtual host.
	 * @param router the route configurations
	 * @param services decides where no virtual host has the authority
	 * @param random draws for requests that name no number
	 * @return the explainer
	 */
	public static Explainer byAuthority(HostRouter router, @Nullable CompiledRules services, RandomGenerator random) {
		return new Explainer((request, draws) -> {
			RouteDecision decision = router.decide(request, draws);
			boolean hostFound = !(decision instanceof NoRoute) || decision.rule() != null;
			if (hostFound || services == null) {
				return new Explanation(request, decision, router.trace(request, draws), true);
			}
			return byService(services, request, draws);
		}, random);
	}

	private static Explanation byService(CompiledRules rules, ExplainRequest request, RandomGenerator random) {
		RouteExplanation explanation = rules.routes(request.service()).explain(request, random);
		return new Explanation(request, explanation.decision(), explanation.trace(), false);
	}

	/**
	 * Explains a request.
	 * @param request the request
	 * @return the request with its decision
	 */
	public Explanation explain(ExplainRequest request) {
		// the decision and its trace rest on one draw
		FixedRandom draw = new FixedRandom((request.random() != null) ? request.random() : this.random.nextDouble());
		return this.rules.apply(request, draw);
	}

}
