package io.opensergo.controlplane.server;

import java.util.List;

import io.opensergo.core.rule.Rule;
import io.opensergo.protocol.transport.v1.DataWithVersion;

/**
 * All rules of a key at one moment, encoded once for all its subscribers.
 *
 * @param key the key
 * @param group the rules, empty when there are none
 * @param data the rules as they travel, with their version
 * @param changedAt the tick at which these rules were put on the board
 */
record KeyState(SubscriptionKey key, RuleGroup group, DataWithVersion data, long changedAt) {

	List<Rule> rules() {
		return this.group.rules();
	}

	long version() {
		return this.data.getVersion();
	}

}
