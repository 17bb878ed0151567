package io.opensergo.core.source;

import java.util.List;

import io.opensergo.core.rule.Rejection;
import io.opensergo.core.rule.Rule;

/**
 * All rules of one source at one moment.
 *
 * @param rules the rules, each identity at most once
 * @param rejections what is wrong with documents of the source
 */
public record RuleSet(List<Rule> rules, List<Rejection> rejections) {

	/**
	 * No rules and no problems.
	 */
	public static final RuleSet EMPTY = new RuleSet(List.of(), List.of());

	public RuleSet {
		rules = List.copyOf(rules);
		rejections = List.copyOf(rejections);
	}

}
