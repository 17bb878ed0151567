package io.opensergo.core.yaml;

import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

import org.jspecify.annotations.Nullable;

/**
 * Reads names that have a form of their own: hosts, labels, namespaces.
 */
final class NameReader {

	private NameReader() {
	}

	static @Nullable String host(YamlValue value) {
		String text = value.nonEmptyText();
		if (text == null || Syntax.isHost(text)) {
			return text;
		}
		value.error("\"" + YamlValue.shown(text) + "\" is not a host",
				text.contains("*") ? "write one service; a wildcard cannot be a destination"
						: "write a service name such as stock or stock.default.svc.cluster.local");
		return null;
	}

	static @Nullable String wildcardHost(YamlValue value) {
		String text = value.nonEmptyText();
		if (text == null || Syntax.isWildcardHost(text)) {
			return text;
		}
		value.error("\"" + YamlValue.shown(text) + "\" is not a host",
				"write a service name, a DNS name, or a wildcard as the first part such as *.example.com");
		return null;
	}

	static @Nullable String dnsLabel(YamlValue value, String what) {
		String text = value.nonEmptyText();
		if (text == null || Syntax.isDnsLabel(text)) {
			return text;
		}
		value.error("\"" + YamlValue.shown(text) + "\" is not a " + what,
				"use letters, digits and '-', at most 63, beginning and ending with a letter or digit");
		return null;
	}

	static @Nullable String dnsLabel(YamlObject object, String key, String what) {
		YamlValue value = object.get(key);
		return (value != null) ? dnsLabel(value, what) : null;
	}

	/**
	 * Reads labels as Kubernetes allows them.
	 * @param object the holder
	 * @param key the key of the map
	 * @return the labels, empty when absent
	 */
	static Map<String, String> labels(YamlObject object, String key) {
		YamlObject map = object.object(key);
		Map<String, String> labels = new LinkedHashMap<>();
		if (map == null) {
			return labels;
		}
		map.values().forEach((name, value) -> {
			String text = value.text();
			if (text == null) {
				return;
			}
			if (!Syntax.isLabelKey(name)) {
				value.error("\"" + YamlValue.shown(name) + "\" is not a label key",
						"use letters, digits, '-', '_' and '.', at most 63, optionally after a DNS name and '/'");
			}
			if (!Syntax.isLabelValue(text)) {
				value.error("\"" + YamlValue.shown(text) + "\" is not a label value",
						"use letters, digits, '-', '_' and '.', at most 63, beginning and ending with a letter or digit");
			}
			labels.put(name, text);
		});
		return labels;
	}

	/**
	 * Reads {@code exportTo}.
	 * @param spec the spec
	 * @return the namespaces
	 */
	static List<String> exportTo(YamlObject spec) {
		Set<String> namespaces = new LinkedHashSet<>();
		List<YamlValue> values = spec.list("exportTo");
		for (YamlValue value : values) {
			String text = value.nonEmptyText();
			if (text == null) {
				continue;
			}
			if (!Set.of(".", "*", "~").contains(text) && !Syntax.isDnsLabel(text)) {
				value.error("\"" + YamlValue.shown(text) + "\" is not a namespace",
						"write a namespace, '.' for the own one or '*' for all");
			}
			else if (!namespaces.add(text)) {
				value.error("the namespace \"" + text + "\" is written twice", "remove this one");
			}
			else if (values.size() > 1 && (text.equals("*") || text.equals("~"))) {
				value.error("'" + text + "' cannot stand with other namespaces", "write it alone, or remove it");
			}
		}
		return List.copyOf(namespaces);
	}

	/**
	 * Reads a port object or number: {@code {number: 8080}}.
	 * @param object the holder
	 * @param key the key of the port
	 * @return the port, or {@code null} when absent or reported
	 */
	static @Nullable Integer port(YamlObject object, String key) {
		YamlValue value = object.get(key);
		if (value == null) {
			return null;
		}
		if (value.isNumber()) {
			value.expected("an object", "write {number: ...}");
			return null;
		}
		YamlObject port = value.object();
		if (port == null) {
			return null;
		}
		YamlValue number = port.required("number", "the port, such as number: 8080");
		port.done();
		return (number != null) ? number.integer(1, 65535) : null;
	}

}
