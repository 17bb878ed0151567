package io.opensergo.core.route;

import java.util.List;
import java.util.Map;

import io.opensergo.core.rule.HttpPolicies.CallerCondition;

/**
 * Checks what a rule says about its caller, once, when the route table of that caller is
 * compiled.
 */
final class CallerConditions {

	/**
	 * The gateway name that means every caller inside the mesh.
	 */
	static final String MESH = "mesh";

	private CallerConditions() {
	}

	static boolean concerns(CallerCondition condition, Caller caller) {
		return (condition.gateways().isEmpty() || anyGateway(condition.gateways(), caller))
				&& matchesNamespace(condition, caller) && hasLabels(condition.sourceLabels(), caller);
	}

	private static boolean anyGateway(List<String> gateways, Caller caller) {
		return gateways.stream().anyMatch((gateway) -> gateway.equals(MESH) || isGateway(gateway, caller));
	}

	private static boolean isGateway(String gateway, Caller caller) {
		int slash = gateway.indexOf('/');
		if (slash == -1) {
			return caller.gateways().contains(gateway);
		}
		return caller.namespace().equals(gateway.substring(0, slash))
				&& caller.gateways().contains(gateway.substring(slash + 1));
	}

	private static boolean matchesNamespace(CallerCondition condition, Caller caller) {
		return condition.sourceNamespace() == null || condition.sourceNamespace().equals(caller.namespace());
	}

	private static boolean hasLabels(Map<String, String> labels, Caller caller) {
		return caller.labels().entrySet().containsAll(labels.entrySet());
	}

}
