package io.opensergo.core.yaml;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

import io.opensergo.core.match.AddressRange;
import io.opensergo.core.rule.StringMatch;
import io.opensergo.core.rule.TrafficLane.HashKey;
import io.opensergo.core.rule.TrafficLane.HashKey.Source;
import io.opensergo.core.rule.TrafficLane.Percentage;
import io.opensergo.core.rule.TrafficLane.TrafficMatch;
import io.opensergo.core.yaml.StringMatchReader.Use;
import org.jspecify.annotations.Nullable;

/**
 * Reads a {@code traffic.http} block of a TrafficLane.
 */
final class LaneMatchReader {

	private static final Set<String> FORMS = Set.of("exact", "prefix", "regex");

	private static final Map<String, Source> HASH_SOURCES = Map.of("header", Source.HEADER, "cookie", Source.COOKIE,
			"queryParam", Source.QUERY_PARAM);

	private LaneMatchReader() {
	}

	static @Nullable TrafficMatch read(YamlValue value) {
		YamlObject http = value.object();
		if (http == null) {
			return null;
		}
		TrafficMatch match = new TrafficMatch(readNamed(http, "headers", true), readOne(http, "uri", Use.URI),
				readNamed(http, "queryParams", false), readNamed(http, "cookies", false),
				readOne(http, "method", Use.VALUE), readOne(http, "authority", Use.VALUE), readAddresses(http),
				readPercentage(http));
		http.done();
		if (http.isEmpty()) {
			http.warning("the conditions are empty: every request at the entry gets into the lane",
					"write a condition, or a percentage");
		}
		return match;
	}

	private static @Nullable StringMatch readOne(YamlObject http, String key, Use use) {
		YamlValue value = http.get(key);
		return (value != null) ? StringMatchReader.read(value, use) : null;
	}

	/**
	 * Reads conditions by name: a list of objects, as the draft has it, or one object.
	 */
	private static Map<String, StringMatch> readNamed(YamlObject http, String key, boolean headers) {
		Map<String, StringMatch> matches = new LinkedHashMap<>();
		YamlValue value = http.get(key);
		if (value == null) {
			return matches;
		}
		for (YamlValue item : value.isObject() ? List.of(value) : value.list()) {
			YamlObject object = item.object();
			if (object != null) {
				readItem(object, headers, matches);
			}
		}
		return matches;
	}

	private static void readItem(YamlObject item, boolean headers, Map<String, StringMatch> matches) {
		YamlValue draftName = draftName(item);
		if (draftName != null) {
			StringMatch match = StringMatchReader.read(item, Use.VALUE);
			put(firstName(item), draftName, match, headers, matches);
			return;
		}
		item.values().forEach((name, value) -> {
			if (value.isNull()) {
				value.error("the condition is missing", "write {} for 'is there', or {exact: ...}");
				return;
			}
			put(name, value, StringMatchReader.read(value, Use.VALUE), headers, matches);
		});
	}

	/**
	 * The value of the name in the draft's form, where the name is a key without value
	 * and the condition stands beside it.
	 */
	private static @Nullable YamlValue draftName(YamlObject item) {
		boolean beside = FORMS.stream().anyMatch((form) -> item.raw(form) != null && !item.isObjectAt(form));
		String name = firstName(item);
		if (!beside || name.isEmpty()) {
			return null;
		}
		item.get(name);
		YamlValue value = item.raw(name);
		return (value != null && value.isNull()) ? value : null;
	}

	private static String firstName(YamlObject item) {
		return item.keys().stream().filter((key) -> !FORMS.contains(key)).findFirst().orElse("");
	}

	private static void put(String name, YamlValue place, @Nullable StringMatch match, boolean headers,
			Map<String, StringMatch> matches) {
		if (headers && !Syntax.isHeaderName(name)) {
			place.error("'" + YamlValue.shown(name) + "' is not a header name",
					"use letters, digits and the characters !#$%&'*+-.^_`|~");
		}
		if (name.isEmpty()) {
			place.error("the name is empty", "write a name");
		}
		boolean twice = matches.keySet()
			.stream()
			.anyMatch((other) -> headers ? other.equalsIgnoreCase(name) : other.equals(name));
		if (twice) {
			place.error("there are two conditions on '" + YamlValue.shown(name) + "'",
					"keep one, for example a regex for both; write two traffic blocks for 'or'");
		}
		if (match != null) {
			matches.put(name, match);
		}
	}

	private static List<String> readAddresses(YamlObject http) {
		List<String> ranges = new ArrayList<>();
		for (YamlValue item : http.list("sourceIp")) {
			String range = item.nonEmptyText();
			if (range != null) {
				checkRange(item, range);
				ranges.add(range);
			}
		}
		return ranges;
	}

	private static void checkRange(YamlValue item, String range) {
		try {
			AddressRange.parse(range);
		}
		catch (IllegalArgumentException ex) {
			item.error("\"" + YamlValue.shown(range) + "\" is not an address range",
					"write an address such as 10.0.0.0/8 or fd00::/8");
		}
	}

	private static @Nullable Percentage readPercentage(YamlObject http) {
		YamlValue value = http.get("percentage");
		if (value == null) {
			return null;
		}
		if (value.isNumber()) {
			value.expected("an object", "write {value: ...}");
			return null;
		}
		YamlObject percentage = value.object();
		if (percentage == null) {
			return null;
		}
		YamlValue shareValue = percentage.required("value", "the share, such as value: 5");
		Double share = (shareValue != null) ? shareValue.number(0, 100) : null;
		HashKey hashOn = readHashKey(percentage.object("hashOn"));
		percentage.done();
		return (share != null) ? new Percentage(share, hashOn) : null;
	}

	private static @Nullable HashKey readHashKey(@Nullable YamlObject hashOn) {
		if (hashOn == null) {
			return null;
		}
		HashKey key = null;
		for (Map.Entry<String, Source> entry : HASH_SOURCES.entrySet()) {
			String name = hashOn.nonEmptyText(entry.getKey());
			key = (name != null) ? new HashKey(entry.getValue(), name) : key;
		}
		if (Boolean.TRUE.equals(hashOn.bool("sourceIp"))) {
			key = new HashKey(Source.SOURCE_IP, "");
		}
		hashOn.done();
		if (hashOn.keys().size() != 1) {
			hashOn.error("exactly one key is needed", "write one of header, cookie, queryParam, sourceIp: true");
		}
		else if (hashOn.isSet("sourceIp") && key == null) {
			hashOn.error("the key is switched off", "write sourceIp: true, or remove hashOn");
		}
		return key;
	}

}
