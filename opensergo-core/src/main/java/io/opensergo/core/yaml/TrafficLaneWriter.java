package io.opensergo.core.yaml;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;

import io.opensergo.core.rule.StringMatch;
import io.opensergo.core.rule.TrafficLane;
import io.opensergo.core.rule.TrafficLane.HashKey;
import io.opensergo.core.rule.TrafficLane.Mode;
import io.opensergo.core.rule.TrafficLane.Percentage;
import io.opensergo.core.rule.TrafficLane.TrafficMatch;
import org.jspecify.annotations.Nullable;

/**
 * Writes what {@link TrafficLaneReader} reads, in the regular form.
 */
final class TrafficLaneWriter {

	private TrafficLaneWriter() {
	}

	static YamlTree write(TrafficLane lane) {
		YamlTree rules = new YamlTree();
		rules.putNonEmpty("traffic",
				lane.traffic().stream().map((match) -> new YamlTree().put("http", http(match))).toList());
		if (!lane.workload().isEmpty()) {
			rules.put("workload", new YamlTree().putNonEmpty("selector", lane.workload()));
		}
		rules.put("lane", new YamlTree().put("name", lane.lane())).put("traceIdBaggage", lane.traceIdBaggage());
		return new YamlTree().putNonEmpty("selector", lane.selector())
			.put("rules", rules)
			.put("mode", (lane.mode() == Mode.STRICT) ? "strict" : "permissive")
			.putNonEmpty("instanceLabels", lane.instanceLabels())
			.put("priority", lane.priority());
	}

	private static YamlTree http(TrafficMatch match) {
		return new YamlTree().putNonEmpty("headers", named(match.headers()))
			.put("uri", condition(match.uri()))
			.putNonEmpty("queryParams", named(match.queryParams()))
			.putNonEmpty("cookies", named(match.cookies()))
			.put("method", condition(match.method()))
			.put("authority", condition(match.authority()))
			.putNonEmpty("sourceIp", match.sourceIp())
			.put("percentage", percentage(match.percentage()));
	}

	private static List<YamlTree> named(Map<String, StringMatch> matches) {
		return new TreeMap<>(matches).entrySet()
			.stream()
			.map((entry) -> new YamlTree().put(entry.getKey(), RuleWriter.match(entry.getValue())))
			.toList();
	}

	private static @Nullable YamlTree condition(@Nullable StringMatch match) {
		return (match != null) ? RuleWriter.match(match) : null;
	}

	private static @Nullable YamlTree percentage(@Nullable Percentage percentage) {
		if (percentage == null) {
			return null;
		}
		YamlTree tree = RuleWriter.percentage(percentage.value());
		HashKey key = percentage.hashOn();
		return (key != null) ? tree.put("hashOn", hashKey(key)) : tree;
	}

	private static YamlTree hashKey(HashKey key) {
		return switch (key.source()) {
			case HEADER -> new YamlTree().put("header", key.name());
			case COOKIE -> new YamlTree().put("cookie", key.name());
			case QUERY_PARAM -> new YamlTree().put("queryParam", key.name());
			case SOURCE_IP -> new YamlTree().put("sourceIp", true);
		};
	}

}
