package io.opensergo.core.yaml;

import java.time.Duration;
import java.util.Collection;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

import io.opensergo.core.rule.FaultToleranceRule;
import io.opensergo.core.rule.HttpRequestFallbackAction;
import io.opensergo.core.rule.ProtectionStrategy;
import io.opensergo.core.rule.Rule;
import io.opensergo.core.rule.RuleMetadata;
import io.opensergo.core.rule.StringMatch;
import io.opensergo.core.rule.TrafficLane;
import io.opensergo.core.rule.TrafficRouter;
import io.opensergo.core.rule.VirtualWorkload;
import org.yaml.snakeyaml.DumperOptions;
import org.yaml.snakeyaml.Yaml;

/**
 * Writes rules as CR documents that {@link RuleReader} reads as equal rules. Equal rules
 * give equal texts. Safe for use by several threads.
 */
public final class RuleWriter {

	private static final long MILLIS_PER_SECOND = 1000;

	private RuleWriter() {
	}

	/**
	 * Writes a rule.
	 * @param rule a rule of any kind that has a CR form, all but Envoy's
	 * RouteConfiguration
	 * @return one YAML document in block style, ends with a line break
	 * @throws IllegalArgumentException if the rule holds what a CR document cannot say,
	 * because it came over Envoy's protocol
	 */
	public static String write(Rule rule) {
		return dump(document(rule));
	}

	/**
	 * Writes several rules.
	 * @param rules the rules
	 * @return YAML documents, separated by lines of {@code ---}
	 * @throws IllegalArgumentException if a rule holds what a CR document cannot say
	 */
	public static String write(Collection<? extends Rule> rules) {
		return rules.stream().map(RuleWriter::write).collect(Collectors.joining("---\n"));
	}

	/**
	 * The {@code spec} of a rule, as plain maps and lists, for writers of other formats.
	 * @param rule a rule of any kind that has a CR form, all but Envoy's
	 * RouteConfiguration
	 * @return the spec, a mutable map in the order of the keys
	 * @throws IllegalArgumentException if the rule holds what a CR document cannot say
	 */
	public static Map<String, Object> spec(Rule rule) {
		return specOf(rule).values();
	}

	/**
	 * Writes any document of maps, lists, texts, numbers and truth values.
	 * @param document the document
	 * @return YAML in block style, ends with a line break
	 */
	public static String dump(Map<String, Object> document) {
		String text = dump(document, true);
		// these break lines in YAML, also inside of quotes; escaped they do not
		boolean foreignBreaks = text.chars().anyMatch((c) -> c == 0x85 || c == 0x2028 || c == 0x2029);
		return foreignBreaks ? dump(document, false) : text;
	}

	private static String dump(Map<String, Object> document, boolean unicode) {
		DumperOptions options = new DumperOptions();
		options.setDefaultFlowStyle(DumperOptions.FlowStyle.BLOCK);
		options.setAllowUnicode(unicode);
		options.setSplitLines(false);
		options.setIndicatorIndent(2);
		options.setIndentWithIndicator(true);
		options.setDereferenceAliases(true);
		return new Yaml(options).dump(document);
	}

	private static Map<String, Object> document(Rule rule) {
		RuleMetadata metadata = rule.metadata();
		return new YamlTree().put("apiVersion", rule.kind().apiVersion())
			.put("kind", rule.kind().kind())
			.put("metadata",
					new YamlTree().put("name", metadata.name())
						.put("namespace", metadata.namespace())
						.putNonEmpty("labels", metadata.labels()))
			.put("spec", specOf(rule))
			.values();
	}

	private static YamlTree specOf(Rule rule) {
		if (rule instanceof TrafficRouter router) {
			return TrafficRouterWriter.write(router);
		}
		if (rule instanceof VirtualWorkload workload) {
			return VirtualWorkloadWriter.write(workload);
		}
		if (rule instanceof TrafficLane lane) {
			return TrafficLaneWriter.write(lane);
		}
		if (rule instanceof FaultToleranceRule faultTolerance) {
			return FaultToleranceWriter.write(faultTolerance);
		}
		if (rule instanceof ProtectionStrategy strategy) {
			return FaultToleranceWriter.write(strategy);
		}
		if (rule instanceof HttpRequestFallbackAction action) {
			return FaultToleranceWriter.write(action);
		}
		throw new IllegalArgumentException(rule.id() + " has no CR form; convert it to a TrafficRouter");
	}

	static YamlTree match(StringMatch match) {
		if (match instanceof StringMatch.Present) {
			return new YamlTree();
		}
		if (match instanceof StringMatch.Exact exact && !exact.ignoreCase()) {
			return new YamlTree().put("exact", exact.value());
		}
		if (match instanceof StringMatch.Prefix prefix && !prefix.ignoreCase()) {
			return new YamlTree().put("prefix", prefix.value());
		}
		if (match instanceof StringMatch.Regex regex) {
			return new YamlTree().put("regex", regex.pattern());
		}
		throw new IllegalArgumentException("the condition " + match + " has no CR form; write a regex instead");
	}

	static YamlTree matches(Map<String, StringMatch> matches) {
		YamlTree tree = new YamlTree();
		new TreeMap<>(matches).forEach((name, match) -> tree.put(name, match(match)));
		return tree;
	}

	static YamlTree percentage(double value) {
		return new YamlTree().put("value", number(value));
	}

	/**
	 * A number, without a fraction when it is whole.
	 */
	static Object number(double value) {
		if (value == Math.rint(value) && Math.abs(value) < Integer.MAX_VALUE) {
			return (int) value;
		}
		return value;
	}

	static String duration(Duration duration) {
		return millis(duration.toMillis());
	}

	static String millis(long millis) {
		return (millis % MILLIS_PER_SECOND == 0) ? millis / MILLIS_PER_SECOND + "s" : millis + "ms";
	}

}
