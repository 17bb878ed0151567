package io.opensergo.controlplane.report;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;

import io.opensergo.controlplane.explain.ExplainRequest;
import io.opensergo.controlplane.explain.Explanation;
import io.opensergo.core.route.RouteDecision;
import io.opensergo.core.route.RouteDecision.Forward;
import io.opensergo.core.route.RouteDecision.RedirectTo;
import io.opensergo.core.route.RouteDecision.Respond;
import io.opensergo.core.route.RouteTrace;
import io.opensergo.core.rule.Destination;
import io.opensergo.core.rule.HttpPolicies.DirectResponse;
import io.opensergo.core.rule.HttpPolicies.Redirect;
import io.opensergo.core.rule.WeightedDestination;
import org.jspecify.annotations.Nullable;

/**
 * Decisions for the eye: one block per request. The wording may change at any time.
 */
final class DecisionText {

	private final StringBuilder text = new StringBuilder();

	private DecisionText() {
	}

	static String render(List<Explanation> explanations) {
		DecisionText blocks = new DecisionText();
		for (int i = 0; i < explanations.size(); i++) {
			blocks.block(i, explanations.get(i));
		}
		return blocks.text.toString();
	}

	private void block(int index, Explanation explanation) {
		if (index > 0) {
			this.text.append('\n');
		}
		ExplainRequest request = explanation.request();
		this.text.append('[').append(index).append("] ").append(request.method()).append(' ');
		this.text.append(request.scheme()).append("://").append(request.authority()).append(request.path());
		this.text.append(" to service ").append(request.service()).append('\n');
		for (Map.Entry<String, String> header : new TreeMap<>(request.headers()).entrySet()) {
			line("header", header.getKey() + ": " + header.getValue());
		}
		RouteDecision decision = explanation.decision();
		line("outcome", Outcome.of(decision));
		detail(decision);
		if (explanation.ruleName() != null) {
			String route = (decision.route() != null) ? ", route " + decision.route() : "";
			line("rule", explanation.ruleName() + route);
		}
		line("reason", explanation.reason());
		if (explanation.trace() != null) {
			explanation.trace().forEach(this::trace);
		}
	}

	private void trace(RouteTrace route) {
		line("asked", route.route() + ": " + ((route.mismatch() != null) ? route.mismatch() : "matches"));
	}

	private void detail(RouteDecision decision) {
		if (decision instanceof Forward forward) {
			line("chosen", target(forward.chosen()) + fallbacks(forward.chosen()));
			if (forward.lane() != null) {
				line("lane", forward.lane());
			}
			if (forward.destinations().size() > 1) {
				forward.destinations().forEach(this::weighted);
			}
			line("otherwise", switch (forward.otherwise()) {
				case NO_INSTANCE -> "503, the service has no instance for the request";
				case ROUTES_WITHOUT_LANE -> "the routes of the service without lanes";
				case REFUSE -> "503, the lane is strict";
			});
		}
		else if (decision instanceof RedirectTo redirect) {
			line("redirect", redirect(redirect.redirect()));
		}
		else if (decision instanceof Respond respond) {
			line("response", response(respond.response()));
		}
	}

	private void weighted(WeightedDestination weighted) {
		Destination destination = weighted.destination();
		line("", "weight " + weighted.weight() + ": " + target(destination) + fallbacks(destination));
	}

	private static String target(Destination destination) {
		StringBuilder target = new StringBuilder(destination.host());
		if (destination.port() != null) {
			target.append(':').append(destination.port());
		}
		String subset = destination.subset();
		return target.append((subset != null) ? " subset " + subset : " (baseline)").toString();
	}

	private static String fallbacks(Destination destination) {
		StringBuilder fallbacks = new StringBuilder();
		for (Destination next = destination.fallback(); next != null; next = next.fallback()) {
			fallbacks.append(", else ").append(target(next));
		}
		return fallbacks.toString();
	}

	private static String redirect(Redirect redirect) {
		StringBuilder parts = new StringBuilder().append(redirect.code());
		part(parts, "scheme", redirect.scheme());
		part(parts, "authority", redirect.authority());
		part(parts, "port", (redirect.port() != null) ? redirect.port().toString() : redirect.derivePort());
		part(parts, "path", redirect.uri());
		part(parts, "prefix replaced by", redirect.prefixRewrite());
		if (redirect.uriRegex() != null) {
			part(parts, "path", redirect.uriRegex().match() + " replaced by " + redirect.uriRegex().rewrite());
		}
		return parts.toString();
	}

	private static void part(StringBuilder parts, String name, @Nullable String value) {
		if (value != null) {
			parts.append(", ").append(name).append(' ').append(value);
		}
	}

	private static String response(DirectResponse response) {
		String body = (response.body() != null) ? response.body() : response.bytes();
		return response.status() + ((body != null) ? " " + body : "");
	}

	private void line(String name, String value) {
		this.text.append("    ").append(name).append(" ".repeat(11 - name.length())).append(value).append('\n');
	}

}
