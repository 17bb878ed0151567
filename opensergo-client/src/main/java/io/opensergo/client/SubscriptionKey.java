package io.opensergo.client;

import io.opensergo.core.rule.RuleKind;

/**
 * What is subscribed to. Every push carries all rules of one key.
 *
 * @param namespace the namespace
 * @param app the application
 * @param kind the kind
 */
record SubscriptionKey(String namespace, String app, RuleKind kind) {

	@Override
	public String toString() {
		return this.kind.kind() + " of " + this.namespace + "/" + this.app;
	}

}
