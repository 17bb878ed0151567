package io.opensergo.spring.sentinel;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.BiFunction;
import java.util.function.Consumer;

import io.opensergo.core.protection.Protection;
import io.opensergo.core.protection.ProtectionPlan;
import io.opensergo.core.rule.FaultToleranceRule;
import io.opensergo.core.rule.FaultToleranceRule.Target;
import io.opensergo.core.rule.ProtectionStrategy;
import io.opensergo.core.rule.RuleId;
import io.opensergo.core.rule.StringMatch;
import org.jspecify.annotations.Nullable;

/**
 * All guards, by what keeps their counters: the rule, the value of the strategy and the
 * resource. A new plan finds here what the one before has counted. Sentinel governs
 * {@link com.alibaba.csp.sentinel.Constants#MAX_SLOT_CHAIN_SIZE} resources at most, so
 * there are no more here.
 */
final class GuardRegistry {

	/**
	 * Resources that one rule with patterns counts one by one; those beyond are counted
	 * together.
	 */
	static final int MAX_COUNTED_RESOURCES = 200;

	/**
	 * The name under which they are counted.
	 */
	static final String OTHER_RESOURCES = "other";

	private final Map<Key, Guard> guards = new ConcurrentHashMap<>();

	private final Map<RuleId, Map<String, ProtectionCounts>> counts = new ConcurrentHashMap<>();

	private final Consumer<ProtectionCounts> listener;

	GuardRegistry(Consumer<ProtectionCounts> listener) {
		this.listener = listener;
	}

	/**
	 * The guard of a strategy at a resource.
	 * @param protection the rule and the strategy
	 * @param resource the resource
	 * @param factory makes a new one
	 * @return the guard
	 */
	Guard guard(Protection protection, String resource, BiFunction<Key, ProtectionCounts, Guard> factory) {
		Key key = new Key(protection.rule().id(), protection.strategy(), resource);
		ProtectionCounts counts = counts(protection.rule(), resource);
		return this.guards.compute(key, (same, guard) -> {
			if (guard == null) {
				return factory.apply(same, counts);
			}
			return guard.protection().equals(protection) ? guard : guard.with(protection);
		});
	}

	/**
	 * Finds a guard.
	 * @param key its key
	 * @return the guard, {@code null} when its rule is gone
	 */
	@Nullable Guard find(Key key) {
		return this.guards.get(key);
	}

	/**
	 * All guards.
	 * @return a live view
	 */
	Collection<Guard> all() {
		return this.guards.values();
	}

	/**
	 * All guards by rule and strategy.
	 * @return a new map
	 */
	Map<Applied, List<Guard>> byStrategy() {
		Map<Applied, List<Guard>> result = new HashMap<>();
		this.guards.forEach((key, guard) -> result
			.computeIfAbsent(new Applied(key.rule(), key.strategy()), (applied) -> new ArrayList<>())
			.add(guard));
		return result;
	}

	/**
	 * Forgets guards of strategies that are gone, or that do not concern their resource
	 * any more.
	 * @param plan the plan in force
	 */
	void prune(ProtectionPlan plan) {
		Map<String, Set<Applied>> applied = new HashMap<>();
		this.guards.keySet()
			.removeIf((key) -> !applied.computeIfAbsent(key.resource(), (resource) -> appliedTo(resource, plan))
				.contains(new Applied(key.rule(), key.strategy())));
	}

	private static Set<Applied> appliedTo(String resource, ProtectionPlan plan) {
		Set<Applied> applied = new HashSet<>();
		plan.protectionsOf(resource)
			.forEach((protection) -> applied.add(new Applied(protection.rule().id(), protection.strategy())));
		return applied;
	}

	private ProtectionCounts counts(FaultToleranceRule rule, String resource) {
		Map<String, ProtectionCounts> ofRule = this.counts.computeIfAbsent(rule.id(),
				(id) -> new ConcurrentHashMap<>());
		ProtectionCounts known = ofRule.get(resource);
		if (known != null) {
			return known;
		}
		String name = (names(rule, resource) || ofRule.size() < MAX_COUNTED_RESOURCES) ? resource : OTHER_RESOURCES;
		ProtectionCounts fresh = new ProtectionCounts(rule.id(), name);
		ProtectionCounts existing = ofRule.putIfAbsent(name, fresh);
		if (existing != null) {
			return existing;
		}
		this.listener.accept(fresh);
		return fresh;
	}

	private static boolean names(FaultToleranceRule rule, String resource) {
		for (Target target : rule.targets()) {
			if (target.resource() instanceof StringMatch.Exact exact && exact.value().equals(resource)) {
				return true;
			}
		}
		return false;
	}

	/**
	 * What keeps a counter.
	 *
	 * @param rule the rule
	 * @param strategy the strategy with all its values
	 * @param resource the resource
	 */
	record Key(RuleId rule, ProtectionStrategy strategy, String resource) {
	}

	/**
	 * A strategy of a rule.
	 *
	 * @param rule the rule
	 * @param strategy the strategy with all its values
	 */
	record Applied(RuleId rule, ProtectionStrategy strategy) {
	}

}
