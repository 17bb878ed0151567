package io.opensergo.controlplane.server;

import java.util.Objects;

import io.opensergo.core.rule.RuleKind;

/**
 * What a client subscribes to; every answer carries all rules of one key.
 *
 * @param namespace the namespace
 * @param app the application that the rules are for
 * @param kind the kind
 */
public record SubscriptionKey(String namespace, String app, RuleKind kind) {

	public SubscriptionKey {
		Objects.requireNonNull(namespace, "namespace");
		Objects.requireNonNull(app, "app");
		Objects.requireNonNull(kind, "kind");
	}

	@Override
	public String toString() {
		return this.kind.kind() + " of " + this.namespace + "/" + this.app;
	}

}
