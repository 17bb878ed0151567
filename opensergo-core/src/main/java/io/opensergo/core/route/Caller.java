package io.opensergo.core.route;

import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Set;

import io.opensergo.core.rule.HttpPolicies.CallerCondition;
import io.opensergo.core.rule.RuleMetadata;

/**
 * The workload that makes outbound calls: this application instance. Conditions of rules
 * on their caller are checked against it when a route table is compiled.
 *
 * @param app the application name
 * @param namespace the namespace of the application
 * @param labels the labels of this instance, always with {@code app}
 * @param gateways the names of the gateways that this application is, empty for none
 */
public record Caller(String app, String namespace, Map<String, String> labels, Set<String> gateways) {

	/**
	 * The namespace of an application that names none.
	 */
	public static final String DEFAULT_NAMESPACE = "default";

	public Caller {
		Objects.requireNonNull(app, "app");
		Objects.requireNonNull(namespace, "namespace");
		labels = withApp(labels, app);
		gateways = Set.copyOf(gateways);
	}

	/**
	 * A caller that is no gateway.
	 * @param app the application name
	 * @param namespace the namespace
	 * @param labels the labels of the instance
	 * @return the caller
	 */
	public static Caller of(String app, String namespace, Map<String, String> labels) {
		return new Caller(app, namespace, labels, Set.of());
	}

	/**
	 * Whether a condition on the caller holds for this one.
	 * @param condition the condition
	 * @return {@code true} when it does
	 */
	public boolean satisfies(CallerCondition condition) {
		return CallerConditions.concerns(condition, this);
	}

	private static Map<String, String> withApp(Map<String, String> labels, String app) {
		if (labels.containsKey(RuleMetadata.APP_LABEL)) {
			return Map.copyOf(labels);
		}
		Map<String, String> all = new HashMap<>(labels);
		all.put(RuleMetadata.APP_LABEL, app);
		return Map.copyOf(all);
	}

}
