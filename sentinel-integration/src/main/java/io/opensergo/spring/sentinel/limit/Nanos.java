package io.opensergo.spring.sentinel.limit;

import java.time.Duration;

/**
 * Durations in nanoseconds, small enough to add a few of them.
 */
final class Nanos {

	/**
	 * More than seventy years.
	 */
	private static final long MAX = Long.MAX_VALUE / 4;

	private static final Duration LONGEST = Duration.ofNanos(MAX);

	private Nanos() {
	}

	static long of(Duration duration) {
		return (duration.compareTo(LONGEST) < 0) ? duration.toNanos() : MAX;
	}

	static long times(long nanos, int factor) {
		return (factor == 0 || nanos <= MAX / factor) ? nanos * factor : MAX;
	}

}
