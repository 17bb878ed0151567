package io.opensergo.core.route;

import java.util.List;
import java.util.Objects;

import io.opensergo.core.action.RouteActions;
import io.opensergo.core.rule.Destination;
import io.opensergo.core.rule.HttpPolicies;
import io.opensergo.core.rule.HttpPolicies.DirectResponse;
import io.opensergo.core.rule.HttpPolicies.Redirect;
import io.opensergo.core.rule.RuleId;
import io.opensergo.core.rule.WeightedDestination;
import org.jspecify.annotations.Nullable;

/**
 * What the route table says of a request, and why. Immutable and shared: decisions are
 * built when rules change, not per request.
 */
public sealed interface RouteDecision {

	/**
	 * The rule that decided.
	 * @return the rule, {@code null} when no rule concerns the request
	 */
	@Nullable RuleId rule();

	/**
	 * The route of that rule.
	 * @return its name, or its position from 0 when it has none; {@code null} when no
	 * route decided
	 */
	@Nullable String route();

	/**
	 * Why.
	 * @return one sentence
	 */
	String reason();

	/**
	 * The request goes to a destination.
	 *
	 * @param rule the rule, {@code null} when no rule concerns the request
	 * @param route the route, {@code null} when no rule concerns the request
	 * @param destinations all destinations of the route
	 * @param chosen the one that this request goes to; its fallbacks are tried in order
	 * @param lane the lane whose instances {@code chosen} means, {@code null} when it
	 * means a subset
	 * @param otherwise what decides when {@code chosen} and its fallbacks have no
	 * instance
	 * @param policies what happens on the way, as the rule says it
	 * @param actions what happens on the way, compiled for {@code chosen}
	 * @param reason why
	 */
	record Forward(@Nullable RuleId rule, @Nullable String route, List<WeightedDestination> destinations,
			Destination chosen, @Nullable String lane, Otherwise otherwise, HttpPolicies policies, RouteActions actions,
			String reason) implements RouteDecision {

		public Forward {
			destinations = List.copyOf(destinations);
			Objects.requireNonNull(chosen, "chosen");
			Objects.requireNonNull(otherwise, "otherwise");
			Objects.requireNonNull(policies, "policies");
			Objects.requireNonNull(actions, "actions");
			Objects.requireNonNull(reason, "reason");
		}

		/**
		 * Creates a decision that does nothing but forward.
		 * @param rule the rule, {@code null} when no rule concerns the request
		 * @param route the route, {@code null} when no rule concerns the request
		 * @param destinations all destinations of the route
		 * @param chosen the one that this request goes to
		 * @param lane the lane, {@code null} for none
		 * @param otherwise what decides when there is no instance
		 * @param policies what happens on the way, as the rule says it
		 * @param reason why
		 */
		public Forward(@Nullable RuleId rule, @Nullable String route, List<WeightedDestination> destinations,
				Destination chosen, @Nullable String lane, Otherwise otherwise, HttpPolicies policies, String reason) {
			this(rule, route, destinations, chosen, lane, otherwise, policies, RouteActions.NONE, reason);
		}

	}

	/**
	 * What decides when a destination and its fallbacks have no instance.
	 */
	enum Otherwise {

		/**
		 * Nothing: there is no instance for this request.
		 */
		NO_INSTANCE,

		/**
		 * The routes of the service without lanes: a permissive lane.
		 */
		ROUTES_WITHOUT_LANE,

		/**
		 * The request is refused: a strict lane.
		 */
		REFUSE

	}

	/**
	 * The caller is redirected.
	 *
	 * @param rule the rule
	 * @param route the route
	 * @param redirect the redirect
	 * @param policies header operations and CORS, as the rule says it
	 * @param actions the redirect, header operations and CORS, compiled
	 * @param reason why
	 */
	record RedirectTo(RuleId rule, String route, Redirect redirect, HttpPolicies policies, RouteActions actions,
			String reason) implements RouteDecision {
	}

	/**
	 * The caller is answered directly.
	 *
	 * @param rule the rule
	 * @param route the route
	 * @param response the answer
	 * @param policies header operations and CORS, as the rule says it
	 * @param actions header operations and CORS, compiled
	 * @param reason why
	 */
	record Respond(RuleId rule, String route, DirectResponse response, HttpPolicies policies, RouteActions actions,
			String reason) implements RouteDecision {
	}

	/**
	 * Rules concern the host, but none of their routes matches: Envoy answers 404.
	 *
	 * @param rule the rule whose routes were asked, {@code null} when no virtual host has
	 * the authority
	 * @param reason why
	 */
	record NoRoute(@Nullable RuleId rule, String reason) implements RouteDecision {

		@Override
		public @Nullable String route() {
			return null;
		}

	}

}
