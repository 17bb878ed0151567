package io.opensergo.client;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import io.opensergo.core.rule.Rejection;
import io.opensergo.core.rule.Rule;
import io.opensergo.core.rule.RuleId;
import io.opensergo.core.source.RuleSet;
import org.jspecify.annotations.Nullable;

/**
 * The last good rules of each subscription. Immutable; a change gives a new object.
 */
final class KnownRules {

	static final KnownRules EMPTY = new KnownRules(Map.of());

	private static final Comparator<Rule> BY_IDENTITY = Comparator.comparing(Rule::id,
			Comparator.comparing(RuleId::kind).thenComparing(RuleId::namespace).thenComparing(RuleId::name));

	/**
	 * In order of their last change.
	 */
	private final Map<SubscriptionKey, RuleSet> sets;

	private KnownRules(Map<SubscriptionKey, RuleSet> sets) {
		this.sets = sets;
	}

	/**
	 * These with other rules of a key.
	 */
	KnownRules with(SubscriptionKey key, RuleSet rules) {
		Map<SubscriptionKey, RuleSet> changed = new LinkedHashMap<>(this.sets);
		changed.remove(key);
		changed.put(key, rules);
		return new KnownRules(changed);
	}

	/**
	 * These with other problems of a key, whose rules stay.
	 */
	KnownRules withRejections(SubscriptionKey key, List<Rejection> rejections) {
		Map<SubscriptionKey, RuleSet> changed = new LinkedHashMap<>(this.sets);
		RuleSet known = this.sets.getOrDefault(key, RuleSet.EMPTY);
		changed.put(key, new RuleSet(known.rules(), rejections));
		return new KnownRules(changed);
	}

	@Override
	public boolean equals(@Nullable Object other) {
		return other instanceof KnownRules that && this.sets.equals(that.sets);
	}

	@Override
	public int hashCode() {
		return this.sets.hashCode();
	}

	/**
	 * The rules of a key, {@code null} when there was never an answer.
	 */
	@Nullable RuleSet of(SubscriptionKey key) {
		return this.sets.get(key);
	}

	/**
	 * All as one set. A rule that several subscriptions bring (a lane, a router of two
	 * hosts) is taken from the one that changed last.
	 */
	RuleSet merged() {
		Map<RuleId, Rule> rules = new LinkedHashMap<>();
		List<Rejection> rejections = new ArrayList<>();
		for (RuleSet set : this.sets.values()) {
			set.rules().forEach((rule) -> rules.put(rule.id(), rule));
			rejections.addAll(set.rejections());
		}
		return new RuleSet(rules.values().stream().sorted(BY_IDENTITY).toList(),
				rejections.stream().distinct().toList());
	}

}
