package io.opensergo.core.outlier;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.function.LongSupplier;

/**
 * Time that tests move on. It begins shortly before its number overflows, as
 * {@link System#nanoTime()} may.
 */
final class TestTime implements LongSupplier, InstantSource {

	static final Instant START = Instant.parse("2030-01-01T00:00:00Z");

	private static final long FIRST = Long.MAX_VALUE - Duration.ofSeconds(40).toNanos();

	private long nanos = FIRST;

	void pass(Duration time) {
		this.nanos += time.toNanos();
	}

	@Override
	public long getAsLong() {
		return this.nanos;
	}

	@Override
	public Instant instant() {
		return START.plusNanos(this.nanos - FIRST);
	}

}
