package io.opensergo.spring.sentinel;

import com.alibaba.csp.sentinel.slots.block.BlockException;
import io.opensergo.core.protection.Protection;
import io.opensergo.core.rule.LimitMode;
import io.opensergo.core.rule.RateLimitStrategy;
import io.opensergo.spring.sentinel.limit.RateLimiter;

/**
 * A limit of the rate that this instance counts alone.
 */
final class RateGuard extends TicketGuard {

	private final RateLimiter limiter;

	/**
	 * Creates a guard that has counted nothing.
	 * @param protection the rule and the strategy
	 * @param resource the resource
	 * @param counts the counts of the rule there
	 * @param share the share of this instance
	 * @param now the time
	 */
	RateGuard(Protection protection, String resource, ProtectionCounts counts, InstanceShare share, long now) {
		super(protection, resource, counts);
		RateLimitStrategy strategy = strategy(protection);
		this.limiter = new RateLimiter(threshold(strategy, share), strategy.statDuration(), now);
	}

	private RateGuard(Protection protection, RateGuard previous) {
		super(protection, previous);
		this.limiter = previous.limiter;
	}

	private static RateLimitStrategy strategy(Protection protection) {
		return (RateLimitStrategy) protection.strategy();
	}

	private static long threshold(RateLimitStrategy strategy, InstanceShare share) {
		return (strategy.limitMode() == LimitMode.LOCAL) ? strategy.threshold() : share.of(strategy.threshold());
	}

	@Override
	RateGuard with(Protection protection) {
		return new RateGuard(protection, this);
	}

	@Override
	void resize(InstanceShare share, long now) {
		this.limiter.resize(threshold(strategy(protection()), share), now);
	}

	@Override
	long acquire(int count, long now) throws BlockException {
		return acquire(this.limiter, count, now);
	}

	@Override
	void giveBack(long ticket, long acquired, long now) {
		if (ticket != SPENT) {
			this.limiter.giveBack(ticket, acquired, now);
		}
	}

}
