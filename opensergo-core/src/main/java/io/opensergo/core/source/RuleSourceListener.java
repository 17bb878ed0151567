package io.opensergo.core.source;

/**
 * Receives the rules of a source.
 */
@FunctionalInterface
public interface RuleSourceListener {

	/**
	 * Takes the whole set of rules of a source. Returns after the rules are in force.
	 * @param rules the set, replaces the one before
	 */
	void onRules(RuleSet rules);

}
