package io.opensergo.core.source;

import java.util.List;

import io.opensergo.core.rule.Rejection;
import io.opensergo.core.rule.Rule;

/**
 * All rules in force at one moment, merged from all sources. Immutable.
 *
 * @param version counts the snapshots of this store, from 0 for the empty one
 * @param rules the rules, each identity at most once
 * @param rejections the problems of all sources
 */
public record RuleSnapshot(long version, List<Rule> rules, List<Rejection> rejections) {

	/**
	 * The snapshot before any source has spoken.
	 */
	public static final RuleSnapshot EMPTY = new RuleSnapshot(0, List.of(), List.of());

	public RuleSnapshot {
		rules = List.copyOf(rules);
		rejections = List.copyOf(rejections);
	}

	/**
	 * The rules of one type.
	 * @param <R> the type
	 * @param type the type
	 * @return the rules of the type, in order
	 */
	public <R extends Rule> List<R> rules(Class<R> type) {
		return this.rules.stream().filter(type::isInstance).map(type::cast).toList();
	}

}
