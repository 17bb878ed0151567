package io.opensergo.core.yaml;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

import io.opensergo.core.match.RegexSyntax;
import io.opensergo.core.rule.FaultToleranceRule;
import io.opensergo.core.rule.FaultToleranceRule.ActionReference;
import io.opensergo.core.rule.FaultToleranceRule.StrategyReference;
import io.opensergo.core.rule.FaultToleranceRule.Target;
import io.opensergo.core.rule.ProtectionStrategy;
import io.opensergo.core.rule.RuleKind;
import io.opensergo.core.rule.RuleMetadata;
import io.opensergo.core.rule.StringMatch;
import org.jspecify.annotations.Nullable;

/**
 * Reads a FaultToleranceRule. The action has two spellings: {@code fallbackAction} of the
 * specification, and {@code action} of the published messages.
 */
final class FaultToleranceRuleReader implements SpecReader {

	private static final Map<String, RuleKind> STRATEGY_KINDS = kinds(ProtectionStrategy.KINDS);

	private static final Map<String, RuleKind> ACTION_KINDS = kinds(List.of(RuleKind.HTTP_REQUEST_FALLBACK_ACTION));

	@Override
	public @Nullable FaultToleranceRule read(RuleMetadata metadata, YamlObject spec) {
		Map<String, String> selector = NameReader.labels(spec, "selector");
		List<Target> targets = readTargets(spec);
		List<StrategyReference> strategies = readStrategies(spec);
		if (targets.isEmpty() && !mayProtectEverything(strategies)) {
			requireItems(spec, "targets", "targets: [{targetResourceName: ...}]");
		}
		ActionReference action = readAction(spec);
		spec.done();
		return new FaultToleranceRule(metadata, selector, targets, strategies, action);
	}

	/**
	 * Overload is a matter of the whole instance: such a rule needs no target. A
	 * reference without a kind is checked when its strategy is known.
	 */
	private static boolean mayProtectEverything(List<StrategyReference> strategies) {
		return !strategies.isEmpty() && strategies.stream()
			.allMatch((reference) -> reference.kind() == null
					|| reference.kind() == RuleKind.ADAPTIVE_OVERLOAD_PROTECTION_STRATEGY);
	}

	private static List<Target> readTargets(YamlObject spec) {
		List<Target> targets = new ArrayList<>();
		for (YamlValue item : bounded(spec, "targets", FaultToleranceRule.MAX_TARGETS)) {
			YamlObject object = item.object();
			if (object == null) {
				continue;
			}
			YamlValue name = object.get("targetResourceName");
			YamlValue regex = object.get("targetResourceRegex");
			StringMatch resource = null;
			if (name != null && regex != null) {
				regex.error("'targetResourceRegex' cannot stand with 'targetResourceName'", "remove one of the two");
			}
			else if (regex != null) {
				resource = readRegex(regex);
			}
			else if (name != null || object.required("targetResourceName",
					"the name of the resource, such as targetResourceName: GET:/foo") != null) {
				resource = readName(name);
			}
			object.done();
			if (resource != null) {
				targets.add(new Target(resource));
			}
		}
		return targets;
	}

	private static @Nullable StringMatch readName(@Nullable YamlValue value) {
		String name = (value != null) ? value.nonEmptyText() : null;
		if (value == null || name == null) {
			return null;
		}
		if (name.length() > FaultToleranceRule.MAX_RESOURCE_LENGTH) {
			value.error("the name of the resource has " + name.length() + " characters",
					"write at most " + FaultToleranceRule.MAX_RESOURCE_LENGTH);
			return null;
		}
		return FaultToleranceRule.Target.named(name).resource();
	}

	private static @Nullable StringMatch readRegex(YamlValue value) {
		String pattern = value.nonEmptyText();
		String problem = (pattern != null) ? RegexSyntax.problem(pattern) : null;
		if (problem != null) {
			value.error(problem, "write an RE2 expression for the whole name, without look-around and back references");
			return null;
		}
		return (pattern != null) ? StringMatch.regex(pattern) : null;
	}

	private static List<StrategyReference> readStrategies(YamlObject spec) {
		List<StrategyReference> strategies = new ArrayList<>();
		Set<StrategyReference> known = new HashSet<>();
		requireItems(spec, "strategies", "strategies: [{name: ...}]");
		for (YamlValue item : bounded(spec, "strategies", FaultToleranceRule.MAX_STRATEGIES)) {
			YamlObject object = item.object();
			if (object == null) {
				continue;
			}
			YamlValue nameValue = object.required("name", "the name of the strategy, such as name: rate-limit-foo");
			String name = (nameValue != null) ? DocumentReader.readName(nameValue) : null;
			RuleKind kind = object.choice("kind", STRATEGY_KINDS);
			object.done();
			if (name == null) {
				continue;
			}
			StrategyReference reference = new StrategyReference(name, kind);
			strategies.add(reference);
			if (!known.add(reference)) {
				item.warning("the strategy \"" + name + "\" is named twice and applies once", "remove this one");
			}
		}
		return strategies;
	}

	private static @Nullable ActionReference readAction(YamlObject spec) {
		YamlValue value = spec.either("fallbackAction", "action");
		if (value == null) {
			return null;
		}
		if (!value.isObject()) {
			String name = DocumentReader.readName(value);
			return (name != null) ? new ActionReference(name) : null;
		}
		YamlObject object = value.object();
		if (object == null) {
			return null;
		}
		YamlValue nameValue = object.required("name", "the name of the action, such as name: fallback-foo");
		String name = (nameValue != null) ? DocumentReader.readName(nameValue) : null;
		object.choice("kind", ACTION_KINDS);
		object.done();
		return (name != null) ? new ActionReference(name) : null;
	}

	private static void requireItems(YamlObject spec, String key, String example) {
		YamlValue value = spec.required(key, example);
		if (value != null && value.isList() && value.list().isEmpty()) {
			value.error("the list is empty", "write at least one item, such as " + example);
		}
	}

	private static List<YamlValue> bounded(YamlObject spec, String key, int max) {
		List<YamlValue> items = spec.list(key);
		YamlValue list = spec.get(key);
		if (list != null && items.size() > max) {
			list.error("there are " + items.size() + " " + key, "write at most " + max + ", or several rules");
			return items.subList(0, max);
		}
		return items;
	}

	private static Map<String, RuleKind> kinds(Iterable<RuleKind> kinds) {
		Map<String, RuleKind> names = new LinkedHashMap<>();
		kinds.forEach((kind) -> names.put(kind.kind(), kind));
		return names;
	}

}
