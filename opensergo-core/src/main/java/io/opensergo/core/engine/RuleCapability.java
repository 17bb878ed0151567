package io.opensergo.core.engine;

/**
 * What an application can do with the rules that it hears. It depends on the integrations
 * that are active; what none of them can do is reported, field by field.
 */
public enum RuleCapability {

	/**
	 * Sends each call to the destination that the routes choose: host, subset, weight,
	 * fallback.
	 */
	CHOOSE_DESTINATION,

	/**
	 * Answers redirects that need no knowledge of how the route matched.
	 */
	REDIRECT,

	/**
	 * Answers direct responses.
	 */
	RESPOND_DIRECTLY,

	/**
	 * Chooses among the instances of a destination by {@code loadBalancer} and
	 * {@code localityLbSetting}.
	 */
	BALANCE_LOAD,

	/**
	 * Ejects instances by {@code outlierDetection}.
	 */
	EJECT_OUTLIERS,

	/**
	 * Protects resources by fault-tolerance rules.
	 */
	PROTECT

}
