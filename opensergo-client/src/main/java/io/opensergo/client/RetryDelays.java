package io.opensergo.client;

import java.time.Duration;
import java.util.random.RandomGenerator;

import io.opensergo.client.ControlPlaneClientOptions.Backoff;

/**
 * The waits between connections: none, then exponential with full jitter. Confined to one
 * thread.
 */
final class RetryDelays {

	/**
	 * More doublings overflow, and every cap is reached long before.
	 */
	private static final int MAX_DOUBLINGS = 30;

	private final Backoff backoff;

	private final RandomGenerator random;

	private int retries;

	RetryDelays(Backoff backoff, RandomGenerator random) {
		this.backoff = backoff;
		this.random = random;
	}

	/**
	 * The wait before the next retry.
	 */
	Duration next() {
		int retry = this.retries++;
		if (retry == 0) {
			return Duration.ZERO;
		}
		long base = this.backoff.base().toMillis() << Math.min(retry - 1, MAX_DOUBLINGS);
		long ceiling = Math.min(this.backoff.cap().toMillis(), Math.max(base, 1));
		return Duration.ofMillis(this.random.nextLong(ceiling + 1));
	}

	/**
	 * Starts again: the other side has shown that it works.
	 */
	void reset() {
		this.retries = 0;
	}

}
