package io.opensergo.core.rule;

/**
 * A governance rule as it is written: definition only. What it compiles to lives
 * elsewhere.
 */
public sealed interface Rule permits TrafficRouter, VirtualWorkload, TrafficLane, RouteConfiguration,
		FaultToleranceRule, ProtectionStrategy, HttpRequestFallbackAction {

	/**
	 * The metadata of the rule.
	 * @return the metadata
	 */
	RuleMetadata metadata();

	/**
	 * The kind of the rule.
	 * @return the kind
	 */
	RuleKind kind();

	/**
	 * The identity of the rule.
	 * @return kind, namespace and name
	 */
	default RuleId id() {
		return new RuleId(kind(), metadata().namespace(), metadata().name());
	}

}
