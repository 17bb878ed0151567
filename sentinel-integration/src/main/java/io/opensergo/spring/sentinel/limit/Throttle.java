package io.opensergo.spring.sentinel.limit;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Requests pass at least an interval apart, in the order in which they take their place;
 * one that would have to wait too long is refused and takes none. Safe for all threads.
 */
public final class Throttle {

	private final long interval;

	private final long maxWait;

	private final long origin;

	/**
	 * When the next request may pass, from the origin on.
	 */
	private final AtomicLong next = new AtomicLong();

	/**
	 * Creates a throttle that nothing has used yet.
	 * @param interval the interval, above 0
	 * @param maxWait the longest wait, 0 to refuse whatever comes too early
	 * @param now the time
	 */
	public Throttle(Duration interval, Duration maxWait, long now) {
		this.interval = Nanos.of(interval);
		this.maxWait = Nanos.of(maxWait);
		this.origin = now;
	}

	/**
	 * Takes the next place.
	 * @param weight how many intervals the request takes, 1 or more
	 * @param now the time
	 * @return how long the request has to wait, 0 or more; else a refusal: the negated
	 * nanoseconds until a request may take a place
	 */
	public long acquire(int weight, long now) {
		long elapsed = Math.max(now - this.origin, 0);
		for (;;) {
			long next = this.next.get();
			long wait = Math.max(next - elapsed, 0);
			if (wait > this.maxWait) {
				return this.maxWait - wait;
			}
			if (this.next.compareAndSet(next, elapsed + wait + Nanos.times(this.interval, weight))) {
				return wait;
			}
		}
	}

	/**
	 * Gives the place back, because the request did not pass after all. Without effect
	 * when others stand behind it already.
	 * @param weight what was given to {@link #acquire}
	 * @param acquired the time given to {@link #acquire}
	 * @param wait the answer of {@link #acquire}
	 */
	public void giveBack(int weight, long acquired, long wait) {
		long place = Math.max(acquired - this.origin, 0) + wait;
		this.next.compareAndSet(place + Nanos.times(this.interval, weight), place);
	}

}
