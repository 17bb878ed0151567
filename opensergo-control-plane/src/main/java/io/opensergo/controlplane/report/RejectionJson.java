package io.opensergo.controlplane.report;

import java.util.List;
import java.util.Locale;

import io.opensergo.core.rule.Rejection;
import tools.jackson.core.JsonGenerator;

/**
 * Rejections as JSON. Other programs read it: keys are added, never changed.
 */
final class RejectionJson {

	private RejectionJson() {
	}

	static String render(List<Rejection> rejections) {
		return PrettyJson.render((json) -> {
			json.writeStartArray();
			rejections.forEach((rejection) -> rejection(json, rejection));
			json.writeEndArray();
		});
	}

	private static void rejection(JsonGenerator json, Rejection rejection) {
		json.writeStartObject();
		json.writeStringProperty("severity", rejection.severity().name().toLowerCase(Locale.ROOT));
		json.writeStringProperty("file", rejection.source());
		json.writeNumberProperty("line", rejection.line());
		json.writeNumberProperty("column", rejection.column());
		json.writeStringProperty("kind", rejection.kind());
		json.writeStringProperty("namespace", rejection.namespace());
		json.writeStringProperty("name", rejection.name());
		json.writeStringProperty("path", rejection.path());
		json.writeStringProperty("reason", rejection.reason());
		json.writeStringProperty("fix", rejection.fix());
		json.writeEndObject();
	}

}
