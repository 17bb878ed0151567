package io.opensergo.core.yaml;

import java.util.ArrayList;
import java.util.List;

import io.opensergo.core.rule.HeaderOperations;
import io.opensergo.core.rule.HeaderOperations.Action;
import io.opensergo.core.rule.HeaderOperations.Changes;
import io.opensergo.core.rule.HeaderOperations.HeaderValue;
import org.jspecify.annotations.Nullable;

/**
 * Reads {@code headers: {request: {set, add, remove}, response: …}}.
 */
final class HeaderOperationsReader {

	private HeaderOperationsReader() {
	}

	static HeaderOperations read(@Nullable YamlObject headers) {
		if (headers == null) {
			return HeaderOperations.NONE;
		}
		Changes request = readChanges(headers.object("request"), true);
		Changes response = readChanges(headers.object("response"), false);
		headers.done();
		return new HeaderOperations(request, response);
	}

	/**
	 * Whether the name means the authority of a request.
	 * @param name a header name
	 * @return {@code true} for {@code :authority} and {@code host}
	 */
	static boolean isAuthority(String name) {
		return name.equalsIgnoreCase(":authority") || name.equalsIgnoreCase("host");
	}

	private static Changes readChanges(@Nullable YamlObject changes, boolean request) {
		if (changes == null) {
			return Changes.NONE;
		}
		List<HeaderValue> values = new ArrayList<>();
		values.addAll(readValues(changes.object("set"), Action.OVERWRITE_IF_EXISTS_OR_ADD, request));
		values.addAll(readValues(changes.object("add"), Action.APPEND_IF_EXISTS_OR_ADD, request));
		List<String> remove = new ArrayList<>();
		for (YamlValue item : changes.list("remove")) {
			String name = item.nonEmptyText();
			if (name != null && checkName(item, name, false)) {
				remove.add(name);
			}
		}
		changes.done();
		return new Changes(remove, values);
	}

	private static List<HeaderValue> readValues(@Nullable YamlObject map, Action action, boolean request) {
		List<HeaderValue> values = new ArrayList<>();
		if (map == null) {
			return values;
		}
		map.values().forEach((name, value) -> {
			String text = value.text();
			if (checkName(value, name, request) && text != null && checkValue(value, text)) {
				values.add(new HeaderValue(name, text, action));
			}
		});
		return values;
	}

	private static boolean checkName(YamlValue place, String name, boolean authorityAllowed) {
		if (name.startsWith(":") || isAuthority(name)) {
			if (authorityAllowed && isAuthority(name)) {
				return true;
			}
			place.error("the header '" + YamlValue.shown(name) + "' cannot be changed here",
					"remove it; only set and add of a request may name :authority or host");
			return false;
		}
		if (!Syntax.isHeaderName(name)) {
			place.error("'" + YamlValue.shown(name) + "' is not a header name",
					"use letters, digits and the characters !#$%&'*+-.^_`|~");
			return false;
		}
		return true;
	}

	private static boolean checkValue(YamlValue place, String value) {
		if (value.chars().anyMatch((c) -> c == 0x7F || (c < 0x20 && c != '\t'))) {
			place.error("the header value holds control characters", "remove line breaks and other control characters");
			return false;
		}
		if (!isFormat(value)) {
			place.error("the header value holds a single '%'", "write %% for a percent sign, or %VARIABLE%");
			return false;
		}
		return true;
	}

	/**
	 * Whether a value is an Envoy format: text, {@code %%}, and variables in single
	 * percent signs.
	 */
	private static boolean isFormat(String value) {
		int percent = value.indexOf('%');
		while (percent >= 0) {
			int end = value.indexOf('%', percent + 1);
			boolean escape = end == percent + 1;
			if (end < 0 || !(escape || Character.isUpperCase(value.charAt(percent + 1)))) {
				return false;
			}
			percent = value.indexOf('%', end + 1);
		}
		return true;
	}

}
