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
	 * Calls an instance at the port that a destination names.
	 */
	CHOOSE_PORT,

	/**
	 * Answers redirects.
	 */
	REDIRECT,

	/**
	 * Answers direct responses.
	 */
	RESPOND_DIRECTLY,

	/**
	 * Rewrites path and authority.
	 */
	REWRITE,

	/**
	 * Changes headers of requests and responses.
	 */
	CHANGE_HEADERS,

	/**
	 * Limits the time of an answer.
	 */
	LIMIT_TIME,

	/**
	 * Tries again.
	 */
	RETRY,

	/**
	 * Delays and aborts on purpose.
	 */
	INJECT_FAULTS,

	/**
	 * Sends copies of requests.
	 */
	MIRROR,

	/**
	 * Answers preflight requests and marks answers for other origins.
	 */
	APPLY_CORS,

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
