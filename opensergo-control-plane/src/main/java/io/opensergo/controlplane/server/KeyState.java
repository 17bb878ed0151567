package io.opensergo.controlplane.server;

import java.util.List;

import io.opensergo.core.rule.Rule;
import io.opensergo.protocol.transport.v1.DataWithVersion;

/**
 * All rules of a key at one moment, encoded once for all its subscribers.
 *
 * @param key the key
 * @param rules the rules, empty when there are none
 * @param data the rules as they travel, with their version
 */
record KeyState(SubscriptionKey key, List<Rule> rules, DataWithVersion data) {

	KeyState {
		rules = List.copyOf(rules);
	}

}
