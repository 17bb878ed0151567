package io.opensergo.spring.sentinel;

import java.time.Duration;

import org.jspecify.annotations.Nullable;

/**
 * Keeps a throttled request from waiting on its thread. A caller that must not block,
 * such as an event loop, passes one as an argument of the entry
 * ({@code SphU.asyncEntry(resource, type, entryType, 1, new Object[] { wait })}); the
 * throttling of OpenSergo then lets the entry pass at once and says here how long the
 * caller has to wait before it goes on. For one entry, not safe for several threads.
 */
public final class DeferredWait {

	private long nanos;

	/**
	 * Looks for one among the arguments of an entry.
	 * @param args the arguments
	 * @return the first one, {@code null} when there is none
	 */
	static @Nullable DeferredWait among(@Nullable Object @Nullable [] args) {
		if (args != null) {
			for (Object arg : args) {
				if (arg instanceof DeferredWait wait) {
					return wait;
				}
			}
		}
		return null;
	}

	/**
	 * Adds to the time to wait; of several strategies the longest wait counts.
	 * @param nanos the time from now, in nanoseconds, 0 or more
	 */
	void atLeast(long nanos) {
		this.nanos = Math.max(this.nanos, nanos);
	}

	/**
	 * How long to wait after the entry.
	 * @return the time, zero when the request may go on at once
	 */
	public Duration duration() {
		return Duration.ofNanos(this.nanos);
	}

	/**
	 * Whether there is nothing to wait for.
	 * @return {@code true} when the request may go on at once
	 */
	public boolean isZero() {
		return this.nanos == 0;
	}

}
