package io.opensergo.spring.sentinel.cluster;

import java.time.Duration;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;

import io.opensergo.spring.sentinel.limit.RateLimiter;
import io.opensergo.spring.sentinel.limit.TimeSource;
import org.jspecify.annotations.Nullable;

/**
 * What a token server has counted. Limits that nobody has asked for during two of their
 * intervals are forgotten when room is needed. Safe for all threads.
 */
final class SharedCounters {

	/**
	 * The most limits that are counted at a time; requests for others are not answered.
	 */
	static final int MAX_LIMITS = 50_000;

	private final TimeSource time;

	private final int maxLimits;

	private final ConcurrentMap<SharedLimit, Counter> counters = new ConcurrentHashMap<>();

	SharedCounters(TimeSource time, int maxLimits) {
		this.time = time;
		this.maxLimits = maxLimits;
	}

	/**
	 * Asks for the right to pass.
	 * @param limit the limit
	 * @param tokens for how many requests, 1 to {@link RateLimiter#MAX_BATCH}
	 * @return 0 when they may pass, else the negated nanoseconds until there may be room
	 * or {@link RateLimiter#NEVER}; {@code null} when there is no room for the limit
	 */
	@Nullable Long acquire(SharedLimit limit, int tokens) {
		long now = this.time.nanoTime();
		Counter counter = this.counters.get(limit);
		if (counter == null) {
			if (this.counters.size() >= this.maxLimits) {
				forgetIdle(now);
			}
			if (this.counters.size() >= this.maxLimits) {
				return null;
			}
			counter = this.counters.computeIfAbsent(limit, (key) -> new Counter(key, now));
		}
		counter.lastUsed = now;
		return take(counter.limiter, tokens, now);
	}

	/**
	 * How many limits are counted.
	 * @return the number
	 */
	int size() {
		return this.counters.size();
	}

	private static long take(RateLimiter limiter, int tokens, long now) {
		long[] tickets = new long[tokens];
		for (int i = 0; i < tokens; i++) {
			long ticket = limiter.acquire(now);
			if (ticket < 0) {
				for (int taken = 0; taken < i; taken++) {
					limiter.giveBack(tickets[taken], now, now);
				}
				return ticket;
			}
			tickets[i] = ticket;
		}
		return 0;
	}

	private void forgetIdle(long now) {
		this.counters.entrySet().removeIf((entry) -> {
			long idle = now - entry.getValue().lastUsed;
			return idle / 2 > entry.getKey().intervalMillis() * 1_000_000;
		});
	}

	private static final class Counter {

		private final RateLimiter limiter;

		private volatile long lastUsed;

		Counter(SharedLimit limit, long now) {
			this.limiter = new RateLimiter(limit.threshold(), Duration.ofMillis(limit.intervalMillis()), now);
			this.lastUsed = now;
		}

	}

}
