package io.opensergo.controlplane.server;

import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

import io.opensergo.core.rule.FaultToleranceRule;
import io.opensergo.core.rule.FaultToleranceRule.StrategyReference;
import io.opensergo.core.rule.HttpRequestFallbackAction;
import io.opensergo.core.rule.ProtectionStrategy;
import io.opensergo.core.rule.Rule;
import io.opensergo.core.rule.RuleMetadata;
import io.opensergo.core.source.RuleSnapshot;
import org.jspecify.annotations.Nullable;

/**
 * Which applications get which rules of fault tolerance.
 */
final class ProtectedApps {

	/**
	 * The applications that rules bring a strategy or an action to. An empty set stands
	 * for all.
	 */
	private final Map<Name, Set<String>> strategies = new HashMap<>();

	private final Map<Name, Set<String>> actions = new HashMap<>();

	private ProtectedApps() {
	}

	static ProtectedApps of(RuleSnapshot snapshot) {
		ProtectedApps apps = new ProtectedApps();
		snapshot.rules(FaultToleranceRule.class).forEach(apps::add);
		return apps;
	}

	private void add(FaultToleranceRule rule) {
		String app = appOf(rule);
		for (StrategyReference reference : rule.strategies()) {
			add(this.strategies, new Name(rule.metadata().namespace(), reference.name()), app);
		}
		if (rule.fallbackAction() != null) {
			add(this.actions, new Name(rule.metadata().namespace(), rule.fallbackAction().name()), app);
		}
	}

	private static void add(Map<Name, Set<String>> all, Name name, @Nullable String app) {
		Set<String> apps = all.get(name);
		if (app == null) {
			all.put(name, Set.of());
		}
		else if (apps == null) {
			all.put(name, new HashSet<>(Set.of(app)));
		}
		else if (!apps.isEmpty()) {
			apps.add(app);
		}
	}

	/**
	 * The applications that get a rule.
	 * @param rule a rule, strategy or action
	 * @return their names, empty for all of its namespace
	 */
	Set<String> of(Rule rule) {
		String own = appOf(rule);
		if (own == null) {
			return Set.of();
		}
		Map<Name, Set<String>> references = (rule instanceof ProtectionStrategy) ? this.strategies
				: (rule instanceof HttpRequestFallbackAction) ? this.actions : Map.of();
		Set<String> brought = references.get(new Name(rule.metadata().namespace(), rule.metadata().name()));
		if (brought == null) {
			return Set.of(own);
		}
		if (brought.isEmpty()) {
			return Set.of();
		}
		Set<String> apps = new HashSet<>(brought);
		apps.add(own);
		return apps;
	}

	/**
	 * The application that a rule names. Of a selector with other labels only, the
	 * subscriber knows whether it is meant.
	 */
	private static @Nullable String appOf(Rule rule) {
		if (rule instanceof FaultToleranceRule faultTolerance && !faultTolerance.selector().isEmpty()) {
			return faultTolerance.selector().get(RuleMetadata.APP_LABEL);
		}
		return rule.metadata().labels().get(RuleMetadata.APP_LABEL);
	}

	private record Name(String namespace, String name) {
	}

}
