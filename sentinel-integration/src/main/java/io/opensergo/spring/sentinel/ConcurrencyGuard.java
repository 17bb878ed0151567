package io.opensergo.spring.sentinel;

import io.opensergo.core.protection.Protection;
import io.opensergo.core.rule.ConcurrencyLimitStrategy;
import io.opensergo.core.rule.LimitMode;
import io.opensergo.spring.sentinel.limit.ConcurrencyLimiter;

/**
 * A limit of the requests at once.
 */
final class ConcurrencyGuard extends Guard {

	private final ConcurrencyLimiter limiter;

	/**
	 * Creates a guard.
	 * @param protection the rule and the strategy
	 * @param resource the resource
	 * @param counts the counts of the rule there
	 * @param share the share of this instance
	 */
	ConcurrencyGuard(Protection protection, String resource, ProtectionCounts counts, InstanceShare share) {
		super(protection, resource, counts);
		this.limiter = new ConcurrencyLimiter(max(protection, share));
	}

	private ConcurrencyGuard(Protection protection, ConcurrencyGuard previous) {
		super(protection, previous);
		this.limiter = previous.limiter;
	}

	private static long max(Protection protection, InstanceShare share) {
		ConcurrencyLimitStrategy strategy = (ConcurrencyLimitStrategy) protection.strategy();
		return (strategy.limitMode() == LimitMode.LOCAL) ? strategy.maxConcurrency()
				: share.of(strategy.maxConcurrency());
	}

	@Override
	ConcurrencyGuard with(Protection protection) {
		return new ConcurrencyGuard(protection, this);
	}

	@Override
	void resize(InstanceShare share, long now) {
		this.limiter.resize(max(protection(), share));
	}

	ConcurrencyLimiter limiter() {
		return this.limiter;
	}

}
