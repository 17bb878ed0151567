package io.opensergo.spring.sentinel;

import io.opensergo.core.protection.Protection;
import io.opensergo.core.rule.ThrottlingStrategy;
import io.opensergo.spring.sentinel.limit.Throttle;

/**
 * Throttling.
 */
final class ThrottlingGuard extends Guard {

	private final Throttle throttle;

	/**
	 * Creates a guard.
	 * @param protection the rule and the strategy
	 * @param resource the resource
	 * @param counts the counts of the rule there
	 * @param now the time
	 */
	ThrottlingGuard(Protection protection, String resource, ProtectionCounts counts, long now) {
		super(protection, resource, counts);
		ThrottlingStrategy strategy = (ThrottlingStrategy) protection.strategy();
		this.throttle = new Throttle(strategy.minIntervalOfRequests(), strategy.queueTimeout(), now);
	}

	private ThrottlingGuard(Protection protection, ThrottlingGuard previous) {
		super(protection, previous);
		this.throttle = previous.throttle;
	}

	@Override
	ThrottlingGuard with(Protection protection) {
		return new ThrottlingGuard(protection, this);
	}

	Throttle throttle() {
		return this.throttle;
	}

}
