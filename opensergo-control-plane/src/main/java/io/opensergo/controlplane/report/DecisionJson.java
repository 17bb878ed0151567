package io.opensergo.controlplane.report;

import java.util.List;

import io.opensergo.controlplane.explain.Explanation;
import io.opensergo.core.route.RouteDecision;
import io.opensergo.core.route.RouteDecision.Forward;
import io.opensergo.core.route.RouteDecision.RedirectTo;
import io.opensergo.core.route.RouteDecision.Respond;
import io.opensergo.core.route.RouteTrace;
import io.opensergo.core.rule.Destination;
import io.opensergo.core.rule.HttpPolicies.DirectResponse;
import io.opensergo.core.rule.HttpPolicies.Redirect;
import io.opensergo.core.rule.RuleId;
import io.opensergo.core.rule.WeightedDestination;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonGenerator;

/**
 * Decisions as JSON. Other programs read it: keys are added, never changed.
 */
final class DecisionJson {

	private static final int ONLY_DESTINATION = 100;

	private final JsonGenerator json;

	private DecisionJson(JsonGenerator json) {
		this.json = json;
	}

	static String render(List<Explanation> explanations) {
		return PrettyJson.render((json) -> new DecisionJson(json).decisions(explanations));
	}

	private void decisions(List<Explanation> explanations) {
		this.json.writeStartArray();
		explanations.forEach(this::explanation);
		this.json.writeEndArray();
	}

	private void explanation(Explanation explanation) {
		this.json.writeStartObject();
		decision(explanation.decision(), explanation.reason());
		if (explanation.trace() != null) {
			trace(explanation.trace());
		}
		this.json.writeEndObject();
	}

	private void trace(List<RouteTrace> trace) {
		this.json.writeArrayPropertyStart("trace");
		for (RouteTrace route : trace) {
			this.json.writeStartObject();
			this.json.writeStringProperty("route", route.route());
			this.json.writeStringProperty("mismatch", route.mismatch());
			this.json.writeEndObject();
		}
		this.json.writeEndArray();
	}

	private void decision(RouteDecision decision, String reason) {
		RuleId rule = decision.rule();
		this.json.writeStringProperty("outcome", Outcome.of(decision));
		this.json.writeStringProperty("rule", (rule != null) ? rule.qualifiedName() : null);
		this.json.writeStringProperty("route", decision.route());
		if (decision instanceof Forward forward) {
			destinations(forward.destinations());
			chosen(forward.chosen());
		}
		else {
			destinations(List.of());
			this.json.writeNullProperty("chosen");
		}
		if (decision instanceof RedirectTo redirect) {
			redirect(redirect.redirect());
		}
		if (decision instanceof Respond respond) {
			directResponse(respond.response());
		}
		this.json.writeStringProperty("reason", reason);
	}

	private void destinations(List<WeightedDestination> destinations) {
		this.json.writeArrayPropertyStart("destinations");
		for (WeightedDestination weighted : destinations) {
			Destination destination = weighted.destination();
			this.json.writeStartObject();
			this.json.writeStringProperty("host", destination.host());
			this.json.writeStringProperty("subset", destination.subset());
			this.json.writeName("port");
			number(destination.port());
			this.json.writeNumberProperty("weight", (destinations.size() == 1) ? ONLY_DESTINATION : weighted.weight());
			this.json.writeName("fallback");
			fallback(destination.fallback());
			this.json.writeEndObject();
		}
		this.json.writeEndArray();
	}

	private void fallback(@Nullable Destination fallback) {
		if (fallback == null) {
			this.json.writeNull();
			return;
		}
		this.json.writeStartObject();
		target(fallback);
		if (fallback.fallback() != null) {
			this.json.writeName("fallback");
			fallback(fallback.fallback());
		}
		this.json.writeEndObject();
	}

	private void chosen(Destination chosen) {
		this.json.writeObjectPropertyStart("chosen");
		this.json.writeStringProperty("host", chosen.host());
		this.json.writeStringProperty("subset", chosen.subset());
		this.json.writeEndObject();
	}

	private void target(Destination destination) {
		this.json.writeStringProperty("host", destination.host());
		this.json.writeStringProperty("subset", destination.subset());
		if (destination.port() != null) {
			this.json.writeNumberProperty("port", destination.port());
		}
	}

	private void redirect(Redirect redirect) {
		this.json.writeObjectPropertyStart("redirect");
		text("uri", redirect.uri());
		text("prefixRewrite", redirect.prefixRewrite());
		if (redirect.uriRegex() != null) {
			this.json.writeObjectPropertyStart("uriRegex");
			this.json.writeStringProperty("match", redirect.uriRegex().match());
			this.json.writeStringProperty("rewrite", redirect.uriRegex().rewrite());
			this.json.writeEndObject();
		}
		text("authority", redirect.authority());
		text("scheme", redirect.scheme());
		if (redirect.port() != null) {
			this.json.writeNumberProperty("port", redirect.port());
		}
		text("derivePort", redirect.derivePort());
		this.json.writeNumberProperty("code", redirect.code());
		if (redirect.stripQuery()) {
			this.json.writeBooleanProperty("stripQuery", true);
		}
		this.json.writeEndObject();
	}

	private void directResponse(DirectResponse response) {
		this.json.writeObjectPropertyStart("directResponse");
		this.json.writeNumberProperty("status", response.status());
		text("body", response.body());
		text("bytes", response.bytes());
		this.json.writeEndObject();
	}

	private void text(String key, @Nullable String value) {
		if (value != null) {
			this.json.writeStringProperty(key, value);
		}
	}

	private void number(@Nullable Integer value) {
		if (value != null) {
			this.json.writeNumber(value);
		}
		else {
			this.json.writeNull();
		}
	}

}
