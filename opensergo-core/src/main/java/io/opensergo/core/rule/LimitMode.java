package io.opensergo.core.rule;

/**
 * Whose requests a limit counts.
 */
public enum LimitMode {

	/**
	 * Those of one instance.
	 */
	LOCAL,

	/**
	 * Those of all instances of the application together.
	 */
	GLOBAL,

	/**
	 * Those of one instance, which gets its share of the limit by the number of
	 * instances.
	 */
	GLOBAL_TO_LOCAL

}
