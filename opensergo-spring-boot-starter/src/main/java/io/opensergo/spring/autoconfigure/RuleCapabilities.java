package io.opensergo.spring.autoconfigure;

import java.util.Set;

import io.opensergo.core.engine.RuleCapability;

/**
 * Says what an active integration does with rules, so that the fields that none applies
 * can be reported.
 */
@FunctionalInterface
interface RuleCapabilities {

	/**
	 * What the integration does.
	 * @return the capabilities
	 */
	Set<RuleCapability> capabilities();

}
