package io.opensergo.spring.sentinel.limit;

import java.util.concurrent.atomic.AtomicLong;

/**
 * At most N requests at once, strictly. Safe for all threads.
 */
public final class ConcurrencyLimiter {

	private final AtomicLong active = new AtomicLong();

	private volatile long max;

	/**
	 * Creates a limit.
	 * @param max the most requests at once, 0 or more
	 */
	public ConcurrencyLimiter(long max) {
		this.max = max;
	}

	/**
	 * Begins a request.
	 * @return whether it may pass; one that may is to be ended once
	 */
	public boolean begin() {
		for (;;) {
			long active = this.active.get();
			if (active >= this.max) {
				return false;
			}
			if (this.active.compareAndSet(active, active + 1)) {
				return true;
			}
		}
	}

	/**
	 * Ends a request.
	 */
	public void end() {
		this.active.decrementAndGet();
	}

	/**
	 * Changes the limit; requests that run go on.
	 * @param max the most requests at once, 0 or more
	 */
	public void resize(long max) {
		this.max = max;
	}

	/**
	 * The limit.
	 * @return the most requests at once
	 */
	public long max() {
		return this.max;
	}

	/**
	 * How many requests run.
	 * @return the number
	 */
	public long active() {
		return this.active.get();
	}

}
