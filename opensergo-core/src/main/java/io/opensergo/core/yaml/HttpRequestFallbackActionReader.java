package io.opensergo.core.yaml;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

import io.opensergo.core.rule.HttpRequestFallbackAction;
import io.opensergo.core.rule.HttpRequestFallbackAction.Header;
import io.opensergo.core.rule.RuleMetadata;
import org.jspecify.annotations.Nullable;

/**
 * Reads an HttpRequestFallbackAction.
 */
final class HttpRequestFallbackActionReader implements SpecReader {

	private static final List<String> BEHAVIORS = List.of("ReturnProvidedResponse");

	@Override
	public @Nullable HttpRequestFallbackAction read(RuleMetadata metadata, YamlObject spec) {
		spec.required("behavior", "behavior: ReturnProvidedResponse");
		spec.choice("behavior", BEHAVIORS);
		YamlValue value = spec.required("behaviorDesc", "behaviorDesc: {responseStatusCode: 429}");
		YamlObject answer = (value != null) ? value.object() : null;
		spec.done();
		if (answer == null) {
			return null;
		}
		YamlValue statusValue = answer.required("responseStatusCode", "responseStatusCode: 429");
		Integer status = (statusValue != null) ? statusValue.integer(HttpRequestFallbackAction.MIN_STATUS_CODE,
				HttpRequestFallbackAction.MAX_STATUS_CODE) : null;
		String body = readBody(answer, status);
		List<Header> headers = readHeaders(answer);
		answer.done();
		return (status != null) ? new HttpRequestFallbackAction(metadata, status, body, headers) : null;
	}

	private static @Nullable String readBody(YamlObject answer, @Nullable Integer status) {
		YamlValue value = answer.get("responseContentBody");
		String body = (value != null) ? value.text() : null;
		if (value == null || body == null) {
			return null;
		}
		int size = body.getBytes(StandardCharsets.UTF_8).length;
		if (size > HttpRequestFallbackAction.MAX_BODY_SIZE) {
			value.error("the body has " + size + " bytes",
					"write at most " + HttpRequestFallbackAction.MAX_BODY_SIZE + " bytes");
		}
		if (status != null && (status == 204 || status == 205 || status == 304) && !body.isEmpty()) {
			value.warning("an answer with the status " + status + " has no body", "remove it, or use another status");
		}
		return body;
	}

	private static List<Header> readHeaders(YamlObject answer) {
		List<Header> headers = new ArrayList<>();
		List<YamlValue> items = answer.list("responseAdditionalHeaders");
		YamlValue list = answer.get("responseAdditionalHeaders");
		if (list != null && items.size() > HttpRequestFallbackAction.MAX_HEADERS) {
			list.error("there are " + items.size() + " headers",
					"write at most " + HttpRequestFallbackAction.MAX_HEADERS);
			return headers;
		}
		for (YamlValue item : items) {
			YamlObject header = item.object();
			if (header == null) {
				continue;
			}
			YamlValue nameValue = header.required("key", "the name of the header, such as key: X-Limit");
			YamlValue valueValue = header.required("value", "the value of the header, such as value: foo");
			String name = (nameValue != null) ? nameValue.nonEmptyText() : null;
			String value = (valueValue != null) ? valueValue.text() : null;
			header.done();
			if (nameValue != null && valueValue != null && name != null && value != null) {
				headers.add(checked(new Header(name, value), nameValue, valueValue));
			}
		}
		return headers;
	}

	private static Header checked(Header header, YamlValue name, YamlValue value) {
		header.nameProblem()
			.ifPresent((problem) -> name.error("'" + YamlValue.shown(header.name()) + "' cannot be sent: " + problem,
					"write a name of letters, digits and the characters !#$%&'*+-.^_`|~, or remove the header"));
		header.valueProblem()
			.ifPresent((problem) -> value.error("the value of the header cannot be sent: " + problem,
					"use at most " + HttpRequestFallbackAction.MAX_HEADER_LENGTH
							+ " printable ASCII characters, without line breaks"));
		return header;
	}

}
