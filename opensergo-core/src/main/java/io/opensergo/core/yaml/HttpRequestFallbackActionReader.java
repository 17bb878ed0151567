package io.opensergo.core.yaml;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;

import io.opensergo.core.rule.HttpRequestFallbackAction;
import io.opensergo.core.rule.HttpRequestFallbackAction.Header;
import io.opensergo.core.rule.RuleMetadata;
import org.jspecify.annotations.Nullable;

/**
 * Reads an HttpRequestFallbackAction.
 */
final class HttpRequestFallbackActionReader implements SpecReader {

	private static final List<String> BEHAVIORS = List.of("ReturnProvidedResponse");

	/**
	 * Headers that the server writes by itself: another value would break the answer.
	 */
	private static final Set<String> SERVER_HEADERS = Set.of("connection", "content-length", "keep-alive", "te",
			"trailer", "transfer-encoding", "upgrade");

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
			String name = (nameValue != null) ? readName(nameValue) : null;
			YamlValue valueValue = header.required("value", "the value of the header, such as value: foo");
			String value = (valueValue != null) ? readValue(valueValue) : null;
			header.done();
			if (name != null && value != null) {
				headers.add(new Header(name, value));
			}
		}
		return headers;
	}

	private static @Nullable String readName(YamlValue value) {
		String name = value.nonEmptyText();
		if (name == null) {
			return null;
		}
		if (!Syntax.isHeaderName(name)) {
			value.error("'" + YamlValue.shown(name) + "' is not a header name",
					"use letters, digits and the characters !#$%&'*+-.^_`|~");
			return null;
		}
		if (SERVER_HEADERS.contains(name.toLowerCase(Locale.ROOT))) {
			value.error("the header '" + YamlValue.shown(name) + "' is written by the server", "remove it");
			return null;
		}
		return name;
	}

	private static @Nullable String readValue(YamlValue value) {
		String text = value.text();
		if (text == null) {
			return null;
		}
		if (text.length() > HttpRequestFallbackAction.MAX_HEADER_LENGTH) {
			value.error("the header value has " + text.length() + " characters",
					"write at most " + HttpRequestFallbackAction.MAX_HEADER_LENGTH);
			return null;
		}
		if (text.chars().anyMatch((c) -> c > 0x7E || (c < 0x20 && c != '\t'))) {
			value.error("the header value holds characters that HTTP does not carry",
					"use printable ASCII characters, without line breaks");
			return null;
		}
		return text;
	}

}
