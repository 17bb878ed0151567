package io.opensergo.client;

import java.time.Duration;
import java.util.random.RandomGenerator;

import io.opensergo.client.ControlPlaneClientOptions.Backoff;

/**
 * The waits between connections: none, then exponential with full jitter; short while
 * nobody is there. Confined to one thread.
 */
final class RetryDelays {

	/**
	 * More doublings overflow, and every cap is reached long before.
	 */
	private static final int MAX_DOUBLINGS = 30;

	private final Backoff backoff;

	private final RandomGenerator random;

	private boolean retried;

	/**
	 * Attempts that somebody has answered, but not with rules.
	 */
	private int badAnswers;

	RetryDelays(Backoff backoff, RandomGenerator random) {
		this.backoff = backoff;
		this.random = random;
	}

	/**
	 * The wait before the next retry.
	 * @param absent whether nobody has answered the last attempt
	 */
	Duration next(boolean absent) {
		if (!this.retried) {
			this.retried = true;
			return Duration.ZERO;
		}
		if (absent) {
			return upTo(this.backoff.absentCap().toMillis());
		}
		long base = this.backoff.base().toMillis() << Math.min(this.badAnswers++, MAX_DOUBLINGS);
		return upTo(Math.min(this.backoff.cap().toMillis(), Math.max(base, 1)));
	}

	private Duration upTo(long millis) {
		return Duration.ofMillis(this.random.nextLong(millis + 1));
	}

	/**
	 * Starts again: the other side has shown that it works.
	 */
	void reset() {
		this.retried = false;
		this.badAnswers = 0;
	}

}
