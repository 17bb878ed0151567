package io.opensergo.core.yaml;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;

import io.opensergo.core.context.LaneName;
import io.opensergo.core.rule.RuleMetadata;
import io.opensergo.core.rule.TrafficLane;
import io.opensergo.core.rule.TrafficLane.Mode;
import io.opensergo.core.rule.TrafficLane.TrafficMatch;
import org.jspecify.annotations.Nullable;

/**
 * Reads a TrafficLane. The published draft puts {@code workload}, {@code lane} and
 * {@code traceIdBaggage} at levels that cannot be told for sure; they are accepted at the
 * neighboring levels, with a warning.
 */
final class TrafficLaneReader implements SpecReader {

	private static final String LANE = "lane";

	private static final String WORKLOAD = "workload";

	private static final String BAGGAGE = "traceIdBaggage";

	@Override
	public @Nullable TrafficLane read(RuleMetadata metadata, YamlObject spec) {
		Map<String, String> selector = NameReader.labels(spec, "selector");
		Mode mode = readMode(spec);
		Map<String, String> instanceLabels = NameReader.labels(spec, "instanceLabels");
		Integer priority = spec.integer("priority", Integer.MIN_VALUE, Integer.MAX_VALUE);
		YamlValue rulesValue = spec.required("rules", "rules: {traffic: ..., lane: {name: ...}}");
		YamlObject rules = (rulesValue != null) ? rulesValue.object() : null;
		if (rules == null) {
			return null;
		}
		List<YamlObject> blocks = readBlocks(rules);
		List<YamlObject> levels = new ArrayList<>(List.of(rules, spec));
		levels.addAll(blocks);
		Map<String, String> workload = readWorkload(find(WORKLOAD, levels));
		YamlValue laneValue = find(LANE, levels);
		YamlObject lane = (laneValue != null) ? laneValue.object() : null;
		if (laneValue == null) {
			rules.required(LANE, "lane: {name: gray}");
		}
		String name = (lane != null) ? readName(lane) : null;
		if (lane != null) {
			levels.add(lane);
		}
		String baggage = readBaggage(find(BAGGAGE, levels));
		List<TrafficMatch> traffic = readTraffic(blocks);
		levels.forEach(YamlObject::done);
		return (name != null)
				? new TrafficLane(metadata, selector, traffic, workload, name, baggage, mode, instanceLabels, priority)
				: null;
	}

	private static Mode readMode(YamlObject spec) {
		String mode = spec.choice("mode", List.of("permissive", "strict"));
		return "strict".equals(mode) ? Mode.STRICT : Mode.PERMISSIVE;
	}

	private static List<YamlObject> readBlocks(YamlObject rules) {
		YamlValue traffic = rules.get("traffic");
		if (traffic == null) {
			return List.of();
		}
		List<YamlObject> blocks = new ArrayList<>();
		for (YamlValue item : traffic.isList() ? traffic.list() : List.of(traffic)) {
			YamlObject block = item.object();
			if (block != null) {
				blocks.add(block);
			}
		}
		return blocks;
	}

	/**
	 * Finds a key at one of several levels, the first of which is the right one.
	 */
	private static @Nullable YamlValue find(String key, List<YamlObject> levels) {
		YamlValue found = null;
		for (YamlObject level : levels) {
			YamlValue value = level.get(key);
			if (value != null && found != null) {
				value.error("'" + key + "' is written at two levels, first at " + found.path(), "keep one of the two");
			}
			else if (value != null) {
				found = value;
				if (level != levels.get(0)) {
					value.warning("'" + key + "' was read from " + value.path() + ", a level of the draft",
							"move it to " + YamlObject.child(levels.get(0).path(), key));
				}
			}
		}
		return found;
	}

	private static String readName(YamlObject lane) {
		YamlValue value = lane.required("name", "the name of the lane, such as name: gray");
		String name = (value != null) ? value.text() : null;
		if (value != null && name != null && !LaneName.isValid(name)) {
			value.error("\"" + YamlValue.shown(name) + "\" is not a lane name", "use " + LaneName.SYNTAX);
		}
		return (name != null) ? name : "";
	}

	private static Map<String, String> readWorkload(@Nullable YamlValue value) {
		YamlObject workload = (value != null) ? value.object() : null;
		if (workload == null) {
			return Map.of();
		}
		workload.required("selector", "the labels, such as selector: {tag: gray}");
		Map<String, String> selector = NameReader.labels(workload, "selector");
		workload.done();
		if (workload.isSet("selector") && selector.isEmpty()) {
			workload.error("the selector has no labels", "write at least one label, or remove workload");
		}
		return selector;
	}

	private static String readBaggage(@Nullable YamlValue value) {
		String baggage = (value != null) ? value.nonEmptyText() : null;
		if (value == null || baggage == null) {
			return TrafficLane.DEFAULT_TRAFFIC_HEADER;
		}
		if (!Syntax.isHeaderName(baggage)) {
			value.error("\"" + YamlValue.shown(baggage) + "\" is not a header name",
					"use letters, digits and the characters !#$%&'*+-.^_`|~");
		}
		return baggage;
	}

	private static List<TrafficMatch> readTraffic(List<YamlObject> blocks) {
		List<TrafficMatch> traffic = new ArrayList<>();
		for (YamlObject block : blocks) {
			YamlValue http = block.required("http", "http: {headers: ...}");
			TrafficMatch match = (http != null) ? LaneMatchReader.read(http) : null;
			if (match != null) {
				traffic.add(match);
			}
		}
		return traffic;
	}

}
