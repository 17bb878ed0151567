package io.opensergo.core.rule;

import java.util.Optional;

/**
 * Kinds of OpenSergo rules. The name on the wire is {@code apiVersion/kind}.
 *
 * @see <a href="https://github.com/opensergo/opensergo-specification">OpenSergo
 * specification</a>
 */
public enum RuleKind {

	/**
	 * Routes of a callee: Istio's VirtualService plus {@code destination.fallback}.
	 */
	TRAFFIC_ROUTER(Group.TRAFFIC, "TrafficRouter"),

	/**
	 * Subsets and traffic policy of a callee: Istio's DestinationRule.
	 */
	VIRTUAL_WORKLOAD(Group.TRAFFIC, "VirtualWorkload"),

	/**
	 * A lane: which requests enter it and which instances belong to it.
	 */
	TRAFFIC_LANE(Group.TRAFFIC, "TrafficLane"),

	/**
	 * Binds protection strategies to resources.
	 */
	FAULT_TOLERANCE_RULE(Group.FAULT_TOLERANCE, "FaultToleranceRule"),

	/**
	 * At most N requests per duration.
	 */
	RATE_LIMIT_STRATEGY(Group.FAULT_TOLERANCE, "RateLimitStrategy"),

	/**
	 * A minimal interval between requests.
	 */
	THROTTLING_STRATEGY(Group.FAULT_TOLERANCE, "ThrottlingStrategy"),

	/**
	 * At most N requests at once.
	 */
	CONCURRENCY_LIMIT_STRATEGY(Group.FAULT_TOLERANCE, "ConcurrencyLimitStrategy"),

	/**
	 * Opens on slow or failed requests.
	 */
	CIRCUIT_BREAKER_STRATEGY(Group.FAULT_TOLERANCE, "CircuitBreakerStrategy"),

	/**
	 * Sheds load by system metrics.
	 */
	ADAPTIVE_OVERLOAD_PROTECTION_STRATEGY(Group.FAULT_TOLERANCE, "AdaptiveOverloadProtectionStrategy"),

	/**
	 * What a blocked HTTP request is answered with.
	 */
	HTTP_REQUEST_FALLBACK_ACTION(Group.FAULT_TOLERANCE, "HttpRequestFallbackAction");

	private final String apiVersion;

	private final String kind;

	RuleKind(String apiVersion, String kind) {
		this.apiVersion = apiVersion;
		this.kind = kind;
	}

	/**
	 * The {@code apiVersion} of a CR document of this kind.
	 * @return the API group and version
	 */
	public String apiVersion() {
		return this.apiVersion;
	}

	/**
	 * The {@code kind} of a CR document of this kind.
	 * @return the name in a CR document, such as {@code TrafficRouter}
	 */
	public String kind() {
		return this.kind;
	}

	/**
	 * The name of this kind in a subscription.
	 * @return {@code apiVersion/kind}
	 */
	public String wireName() {
		return this.apiVersion + "/" + this.kind;
	}

	/**
	 * Finds the kind with a name on the wire.
	 * @param wireName the name, {@code apiVersion/kind}
	 * @return the kind, empty when it is not one of OpenSergo's
	 */
	public static Optional<RuleKind> ofWireName(String wireName) {
		for (RuleKind kind : values()) {
			if (kind.wireName().equals(wireName)) {
				return Optional.of(kind);
			}
		}
		return Optional.empty();
	}

	/**
	 * API groups as constants, because enum constants cannot read static fields of their
	 * own type.
	 */
	private static final class Group {

		static final String TRAFFIC = "traffic.opensergo.io/v1alpha1";

		static final String FAULT_TOLERANCE = "fault-tolerance.opensergo.io/v1alpha1";

	}

}
