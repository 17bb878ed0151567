package io.opensergo.spring.actuate;

import java.util.List;

import io.opensergo.core.route.RouteDecision;
import io.opensergo.core.route.RouteDecision.Forward;
import io.opensergo.core.route.RouteDecision.RedirectTo;
import io.opensergo.core.route.RouteDecision.Respond;
import io.opensergo.core.route.RouteExplanation;
import io.opensergo.core.route.RouteTrace;
import io.opensergo.core.rule.Destination;
import io.opensergo.core.rule.HttpPolicies.DirectResponse;
import io.opensergo.core.rule.HttpPolicies.Redirect;
import io.opensergo.core.rule.RuleId;
import io.opensergo.core.rule.WeightedDestination;
import org.jspecify.annotations.Nullable;

/**
 * Where a request would go, and why: the fields that the command {@code route} prints.
 *
 * @param outcome {@code forward}, {@code redirect}, {@code direct-response} or
 * {@code no-route}
 * @param rule the rule that decided, {@code null} when no rule concerns the request
 * @param route the route of that rule
 * @param destinations all destinations of the route
 * @param chosen the destination of this request, {@code null} unless it is forwarded
 * @param redirect the redirect, or {@code null}
 * @param directResponse the answer, or {@code null}
 * @param reason one sentence
 * @param trace what each route said, up to the one that matches
 */
public record RouteDescriptor(String outcome, @Nullable String rule, @Nullable String route,
		List<DestinationDescriptor> destinations, @Nullable TargetDescriptor chosen, @Nullable Redirect redirect,
		@Nullable DirectResponse directResponse, String reason, List<RouteTrace> trace) {

	private static final int ONLY_DESTINATION = 100;

	static RouteDescriptor of(RouteExplanation explanation) {
		RouteDecision decision = explanation.decision();
		RuleId rule = decision.rule();
		Forward forward = (decision instanceof Forward found) ? found : null;
		return new RouteDescriptor(outcome(decision), (rule != null) ? rule.qualifiedName() : null, decision.route(),
				(forward != null) ? destinations(forward.destinations()) : List.of(),
				(forward != null) ? new TargetDescriptor(forward.chosen().host(), forward.chosen().subset()) : null,
				(decision instanceof RedirectTo redirect) ? redirect.redirect() : null,
				(decision instanceof Respond respond) ? respond.response() : null, decision.reason(),
				explanation.trace());
	}

	private static String outcome(RouteDecision decision) {
		if (decision instanceof Forward) {
			return "forward";
		}
		if (decision instanceof RedirectTo) {
			return "redirect";
		}
		return (decision instanceof Respond) ? "direct-response" : "no-route";
	}

	private static List<DestinationDescriptor> destinations(List<WeightedDestination> destinations) {
		boolean only = destinations.size() == 1;
		return destinations.stream()
			.map((weighted) -> DestinationDescriptor.of(weighted.destination(),
					only ? ONLY_DESTINATION : weighted.weight()))
			.toList();
	}

	/**
	 * A host or a subset of it.
	 *
	 * @param host the host
	 * @param subset the subset, {@code null} for the baseline
	 */
	public record TargetDescriptor(String host, @Nullable String subset) {
	}

	/**
	 * A destination.
	 *
	 * @param host the host
	 * @param subset the subset, {@code null} for the baseline
	 * @param port the port, or {@code null}
	 * @param weight its share, {@code null} for a fallback
	 * @param fallback what is taken when it has no instance, or {@code null}
	 */
	public record DestinationDescriptor(String host, @Nullable String subset, @Nullable Integer port,
			@Nullable Integer weight, @Nullable DestinationDescriptor fallback) {

		static DestinationDescriptor of(Destination destination, @Nullable Integer weight) {
			Destination fallback = destination.fallback();
			return new DestinationDescriptor(destination.host(), destination.subset(), destination.port(), weight,
					(fallback != null) ? of(fallback, null) : null);
		}

	}

}
