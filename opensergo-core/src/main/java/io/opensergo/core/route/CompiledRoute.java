package io.opensergo.core.route;

import java.util.ArrayList;
import java.util.List;

import io.opensergo.core.action.RouteActions;
import io.opensergo.core.rule.Destination;
import io.opensergo.core.rule.HttpPolicies;
import io.opensergo.core.rule.RouteConfiguration.HeaderCondition;
import io.opensergo.core.rule.RouteConfiguration.HeaderMatch;
import io.opensergo.core.rule.RouteConfiguration.PathMatch;
import io.opensergo.core.rule.RouteConfiguration.Route;
import io.opensergo.core.rule.RouteConfiguration.RouteAction;
import io.opensergo.core.rule.RouteConfiguration.RouteMatch;
import io.opensergo.core.rule.RuleId;
import io.opensergo.core.rule.TrafficLane;
import io.opensergo.core.rule.WeightedDestination;
import org.jspecify.annotations.Nullable;

/**
 * One route: its condition, and the decisions that it can give, built beforehand.
 */
final class CompiledRoute {

	private final String name;

	private final RouteMatch match;

	private final RouteMatcher matcher;

	private final Decisions decisions;

	private final boolean askingForLane;

	private CompiledRoute(String name, RouteMatch match, Decisions decisions) {
		this.name = name;
		this.match = match;
		this.matcher = RouteMatcher.of(match);
		this.decisions = decisions;
		this.askingForLane = match.headers().stream().anyMatch(CompiledRoute::isAskingForLane);
	}

	static CompiledRoute of(RuleId rule, String name, Route route) {
		return new CompiledRoute(name, route.match(), decisions(rule, name, route.match().path(), route.action()));
	}

	String name() {
		return this.name;
	}

	RouteMatch match() {
		return this.match;
	}

	/**
	 * Whether the route is for requests that carry a lane: its author routes lanes by
	 * hand, or has converted them.
	 */
	boolean isAskingForLane() {
		return this.askingForLane;
	}

	private static boolean isAskingForLane(HeaderMatch header) {
		boolean absent = header.condition() instanceof HeaderCondition.Presence presence && !presence.present();
		return header.name().equalsIgnoreCase(TrafficLane.DEFAULT_TRAFFIC_HEADER) && !header.invert() && !absent;
	}

	boolean matches(RouteRequest request, double draw) {
		return this.matcher.matches(request, draw);
	}

	RouteDecision decide(RouteRequest request, double draw) {
		return this.decisions.decide(request, draw);
	}

	private static Decisions decisions(RuleId rule, String name, @Nullable PathMatch path, RouteAction action) {
		String reason = "route '" + name + "' of " + rule + " matches";
		if (action instanceof RouteAction.Forward forward) {
			return forward(rule, name, path, forward, reason);
		}
		if (action instanceof RouteAction.ForwardByHeader byHeader) {
			return byHeader(rule, name, path, byHeader, reason);
		}
		if (action instanceof RouteAction.RedirectTo redirect) {
			return always(new RouteDecision.RedirectTo(rule, name, redirect.redirect(), redirect.policies(),
					RouteActions.ofAnswer(redirect.policies(), path, redirect.redirect()), reason));
		}
		RouteAction.Respond respond = (RouteAction.Respond) action;
		return always(new RouteDecision.Respond(rule, name, respond.response(), respond.policies(),
				RouteActions.ofAnswer(respond.policies(), path, null), reason));
	}

	private static Decisions always(RouteDecision decision) {
		return (request, draw) -> decision;
	}

	private static Decisions forward(RuleId rule, String name, @Nullable PathMatch path, RouteAction.Forward action,
			String reason) {
		List<WeightedDestination> destinations = action.destinations();
		if (destinations.size() == 1) {
			return always(forwardTo(rule, name, path, action, destinations.get(0), reason));
		}
		List<RouteDecision> decisions = new ArrayList<>();
		List<Long> bounds = new ArrayList<>();
		long total = destinations.stream().mapToLong(WeightedDestination::weight).sum();
		long bound = 0;
		for (WeightedDestination destination : destinations) {
			if (destination.weight() > 0) {
				bound += destination.weight();
				bounds.add(bound);
				decisions.add(forwardTo(rule, name, path, action, destination,
						reason + ", weight " + destination.weight() + " of " + total + " drawn"));
			}
		}
		if (decisions.isEmpty()) {
			return always(new RouteDecision.NoRoute(rule,
					reason + ", but no destination has a weight above 0; give one of them a weight"));
		}
		return weighted(decisions.toArray(RouteDecision[]::new), bounds.stream().mapToLong(Long::longValue).toArray());
	}

	private static Decisions weighted(RouteDecision[] decisions, long[] bounds) {
		long total = bounds[bounds.length - 1];
		return (request, draw) -> {
			long drawn = (long) (draw * total);
			int index = 0;
			while (index < bounds.length - 1 && drawn >= bounds[index]) {
				index++;
			}
			return decisions[index];
		};
	}

	private static RouteDecision forwardTo(RuleId rule, String name, @Nullable PathMatch path,
			RouteAction.Forward action, WeightedDestination chosen, String reason) {
		RouteActions actions = RouteActions.ofForward(action.policies(), path, chosen,
				action.destinations().size() > 1);
		return new RouteDecision.Forward(rule, name, action.destinations(), chosen.destination(), null,
				RouteDecision.Otherwise.NO_INSTANCE, action.policies(), actions, reason);
	}

	private static Decisions byHeader(RuleId rule, String name, @Nullable PathMatch path,
			RouteAction.ForwardByHeader action, String reason) {
		RouteActions actions = RouteActions.ofForward(action.policies(), path,
				WeightedDestination.of(Destination.of(action.header()), 0), false);
		return (request, draw) -> {
			String cluster = RequestHeaders.value(request, action.header());
			if (cluster == null || cluster.isEmpty()) {
				return new RouteDecision.NoRoute(rule,
						reason + ", but the header '" + action.header() + "' that names the destination is missing");
			}
			return byName(rule, name, cluster, action.policies(), actions, reason);
		};
	}

	private static RouteDecision byName(RuleId rule, String name, String cluster, HttpPolicies policies,
			RouteActions actions, String reason) {
		Destination destination = ClusterNames.parse(cluster);
		return new RouteDecision.Forward(rule, name, List.of(WeightedDestination.of(destination, 100)), destination,
				null, RouteDecision.Otherwise.NO_INSTANCE, policies, actions, reason);
	}

	@FunctionalInterface
	private interface Decisions {

		RouteDecision decide(RouteRequest request, double draw);

	}

}
