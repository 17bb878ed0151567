package io.opensergo.controlplane.server;

import com.google.protobuf.Any;
import io.opensergo.core.rule.Rule;

/**
 * Turns a rule into what travels.
 */
@FunctionalInterface
public interface RuleEncoder {

	/**
	 * Encodes a rule.
	 * @param rule the rule
	 * @return the message that clients know for its kind
	 */
	Any encode(Rule rule);

}
