package io.opensergo.core.protection;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

import io.opensergo.core.rule.AdaptiveOverloadProtectionStrategy;
import io.opensergo.core.rule.FaultToleranceRule;
import io.opensergo.core.rule.FaultToleranceRule.StrategyReference;
import io.opensergo.core.rule.HttpRequestFallbackAction;
import io.opensergo.core.rule.ProtectionStrategy;
import io.opensergo.core.rule.Rejection;
import io.opensergo.core.source.RuleSnapshot;
import org.jspecify.annotations.Nullable;

/**
 * Finds the strategies and actions that rules name, and says which are missing.
 */
public final class ProtectionReferences {

	private final Map<Name, List<ProtectionStrategy>> strategies = new HashMap<>();

	private final Map<Name, HttpRequestFallbackAction> actions = new HashMap<>();

	private final List<Rejection> problems = new ArrayList<>();

	ProtectionReferences(RuleSnapshot snapshot) {
		snapshot.rules(ProtectionStrategy.class)
			.forEach((strategy) -> this.strategies
				.computeIfAbsent(new Name(strategy.metadata().namespace(), strategy.metadata().name()),
						(name) -> new ArrayList<>())
				.add(strategy));
		snapshot.rules(HttpRequestFallbackAction.class)
			.forEach((action) -> this.actions.put(new Name(action.metadata().namespace(), action.metadata().name()),
					action));
	}

	/**
	 * What the rules of a snapshot refer to in vain, whichever application they protect.
	 * @param snapshot the snapshot
	 * @return the problems, in the order of the rules
	 */
	public static List<Rejection> problems(RuleSnapshot snapshot) {
		ProtectionReferences references = new ProtectionReferences(snapshot);
		snapshot.rules(FaultToleranceRule.class).forEach(references::resolve);
		return references.problems();
	}

	/**
	 * The rules of a snapshot with the kind of each strategy that they name, for readers
	 * that do not find a strategy by its name alone. Where a name leads nowhere or to
	 * several kinds, the kind stays away.
	 * @param snapshot the snapshot
	 * @return the rules, in the order of the snapshot
	 */
	public static List<FaultToleranceRule> withKinds(RuleSnapshot snapshot) {
		ProtectionReferences references = new ProtectionReferences(snapshot);
		return snapshot.rules(FaultToleranceRule.class).stream().map(references::withKinds).toList();
	}

	private FaultToleranceRule withKinds(FaultToleranceRule rule) {
		List<StrategyReference> strategies = rule.strategies().stream().map((reference) -> {
			List<ProtectionStrategy> candidates = candidates(rule, reference);
			return (candidates.size() == 1) ? new StrategyReference(reference.name(), candidates.get(0).kind())
					: reference;
		}).toList();
		return strategies.equals(rule.strategies()) ? rule : new FaultToleranceRule(rule.metadata(), rule.selector(),
				rule.targets(), strategies, rule.fallbackAction());
	}

	private List<ProtectionStrategy> candidates(FaultToleranceRule rule, StrategyReference reference) {
		return this.strategies.getOrDefault(new Name(rule.metadata().namespace(), reference.name()), List.of())
			.stream()
			.filter((candidate) -> reference.kind() == null || candidate.kind() == reference.kind())
			.toList();
	}

	List<Protection> resolve(FaultToleranceRule rule) {
		HttpRequestFallbackAction action = action(rule);
		// a strategy that is named twice applies once
		Map<ProtectionStrategy, Protection> protections = new LinkedHashMap<>();
		for (int i = 0; i < rule.strategies().size(); i++) {
			strategy(rule, i)
				.ifPresent((strategy) -> protections.putIfAbsent(strategy, new Protection(rule, strategy, action)));
		}
		return List.copyOf(protections.values());
	}

	private Optional<ProtectionStrategy> strategy(FaultToleranceRule rule, int index) {
		StrategyReference reference = rule.strategies().get(index);
		List<ProtectionStrategy> candidates = candidates(rule, reference);
		String path = "spec.strategies[" + index + "]";
		if (candidates.isEmpty()) {
			String kind = (reference.kind() != null) ? reference.kind().kind() : "strategy";
			problem(rule, path, "there is no " + kind + " '" + reference.name() + "' in the namespace '"
					+ rule.metadata().namespace() + "'", fix(this.strategies.keySet(), reference.name()));
			return Optional.empty();
		}
		if (candidates.size() > 1) {
			problem(rule, path,
					"'" + reference.name() + "' is the name of "
							+ candidates.stream().map((candidate) -> candidate.kind().kind()).sorted().toList(),
					"write the kind of the strategy that is meant");
			return Optional.empty();
		}
		ProtectionStrategy strategy = candidates.get(0);
		if (rule.targets().isEmpty() && !(strategy instanceof AdaptiveOverloadProtectionStrategy)) {
			problem(rule, path,
					"the rule has no targets, and a " + strategy.kind().kind() + " protects single resources",
					"write spec.targets; only an AdaptiveOverloadProtectionStrategy protects the whole instance");
			return Optional.empty();
		}
		return Optional.of(strategy);
	}

	private @Nullable HttpRequestFallbackAction action(FaultToleranceRule rule) {
		if (rule.fallbackAction() == null) {
			return null;
		}
		HttpRequestFallbackAction action = this.actions
			.get(new Name(rule.metadata().namespace(), rule.fallbackAction().name()));
		if (action == null) {
			problem(rule, "spec.fallbackAction",
					"there is no HttpRequestFallbackAction '" + rule.fallbackAction().name() + "' in the namespace '"
							+ rule.metadata().namespace() + "': blocked requests get the default answer",
					fix(this.actions.keySet(), rule.fallbackAction().name()));
		}
		return action;
	}

	private static String fix(Set<Name> known, String name) {
		return known.stream()
			.filter((candidate) -> candidate.name().equals(name))
			.map(Name::namespace)
			.sorted()
			.findFirst()
			.map((namespace) -> "there is one in the namespace '" + namespace
					+ "': write both into the same metadata.namespace")
			.orElse("create it, or name one that exists");
	}

	List<Rejection> problems() {
		return List.copyOf(this.problems);
	}

	private void problem(FaultToleranceRule rule, String path, String reason, String fix) {
		this.problems.add(new Rejection(Rejection.Severity.ERROR, rule.kind().kind(), rule.metadata().namespace(),
				rule.metadata().name(), "rules", 0, 0, path, reason, fix));
	}

	private record Name(String namespace, String name) {
	}

}
