package io.opensergo.controlplane.explain;

import java.util.List;
import java.util.function.BiFunction;
import java.util.random.RandomGenerator;

import io.opensergo.core.engine.CompiledRules;
import io.opensergo.core.route.HostRouter;
import io.opensergo.core.route.RouteDecision;
import io.opensergo.core.route.RouteDecision.Forward;
import io.opensergo.core.route.RouteDecision.NoRoute;
import io.opensergo.core.route.RouteDecision.Otherwise;
import io.opensergo.core.route.RouteTable;
import io.opensergo.core.rule.Destination;
import io.opensergo.core.rule.WeightedDestination;
import org.jspecify.annotations.Nullable;

/**
 * Takes the decision that an application with the starter would take.
 */
public final class Explainer {

	private static final int WHOLE = 100;

	private final BiFunction<ExplainRequest, RandomGenerator, RouteDecision> rules;

	private final RandomGenerator random;

	private Explainer(BiFunction<ExplainRequest, RandomGenerator, RouteDecision> rules, RandomGenerator random) {
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
		return new Explainer((request, draws) -> decide(rules, request, draws), random);
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
			return (hostFound || services == null) ? decision : decide(services, request, draws);
		}, random);
	}

	/**
	 * What a permissive lane falls back to depends on the request, so the route table
	 * does not hold it; here it is shown as the fallback that it is.
	 */
	private static RouteDecision decide(CompiledRules rules, ExplainRequest request, RandomGenerator random) {
		RouteTable table = rules.routes(request.service());
		RouteDecision decision = table.decide(request, random);
		if (decision instanceof Forward lane && lane.otherwise() == Otherwise.ROUTES_WITHOUT_LANE
				&& table.decideWithoutLane(request, random) instanceof Forward rest) {
			Destination chosen = lane.chosen().withFallback(rest.chosen());
			return new Forward(lane.rule(), lane.route(), List.of(WeightedDestination.of(chosen, WHOLE)), chosen,
					lane.lane(), lane.otherwise(), lane.policies(),
					lane.reason() + "; where the lane has no instance, " + rest.reason());
		}
		return decision;
	}

	/**
	 * Explains a request.
	 * @param request the request
	 * @return the request with its decision
	 */
	public Explanation explain(ExplainRequest request) {
		RandomGenerator draws = (request.random() != null) ? new FixedRandom(request.random()) : this.random;
		return new Explanation(request, this.rules.apply(request, draws));
	}

}
