package io.opensergo.spring.sentinel;

import com.alibaba.csp.sentinel.slots.block.BlockException;
import io.opensergo.core.protection.Protection;
import io.opensergo.core.rule.RateLimitStrategy;
import io.opensergo.spring.sentinel.GlobalTokens.Answer;
import io.opensergo.spring.sentinel.ProtectionOptions.WithoutTokens;
import io.opensergo.spring.sentinel.limit.RateLimiter;

/**
 * A limit of the rate that somebody counts for all instances.
 */
final class GlobalRateGuard extends TicketGuard {

	private final GlobalTokens tokens;

	private final WithoutTokens withoutTokens;

	/**
	 * The share, for when nobody counts.
	 */
	private final RateLimiter share;

	/**
	 * Creates a guard.
	 * @param protection the rule and the strategy
	 * @param resource the resource
	 * @param counts the counts of the rule there
	 * @param tokens who counts
	 * @param withoutTokens what to do when it does not
	 * @param share the share of this instance
	 * @param now the time
	 */
	GlobalRateGuard(Protection protection, String resource, ProtectionCounts counts, GlobalTokens tokens,
			WithoutTokens withoutTokens, InstanceShare share, long now) {
		super(protection, resource, counts);
		RateLimitStrategy strategy = (RateLimitStrategy) protection.strategy();
		this.tokens = tokens;
		this.withoutTokens = withoutTokens;
		this.share = new RateLimiter(share.of(strategy.threshold()), strategy.statDuration(), now);
	}

	private GlobalRateGuard(Protection protection, GlobalRateGuard previous) {
		super(protection, previous);
		this.tokens = previous.tokens;
		this.withoutTokens = previous.withoutTokens;
		this.share = previous.share;
	}

	@Override
	GlobalRateGuard with(Protection protection) {
		return new GlobalRateGuard(protection, this);
	}

	@Override
	void resize(InstanceShare share, long now) {
		this.share.resize(share.of(((RateLimitStrategy) protection().strategy()).threshold()), now);
	}

	@Override
	long acquire(int count, long now) throws BlockException {
		return switch (ask(count)) {
			case GRANTED -> SPENT;
			case REFUSED -> throw block(-1);
			case UNAVAILABLE -> decideAlone(count, now);
		};
	}

	@Override
	void giveBack(long ticket, long acquired, long now) {
		if (ticket != SPENT) {
			this.share.giveBack(ticket, acquired, now);
		}
	}

	private Answer ask(int count) {
		try {
			return this.tokens.request(protection(), resource(), count);
		}
		catch (RuntimeException ex) {
			return Answer.UNAVAILABLE;
		}
	}

	private long decideAlone(int count, long now) throws BlockException {
		return switch (this.withoutTokens) {
			case LOCAL_SHARE -> acquire(this.share, count, now);
			case PASS -> SPENT;
			case BLOCK -> throw block(-1);
		};
	}

}
