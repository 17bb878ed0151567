package io.opensergo.controlplane.server;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.function.LongSupplier;

/**
 * The clocks.
 *
 * @param clock tells people when
 * @param ticks measures in nanoseconds, never set
 */
public record Timing(Clock clock, LongSupplier ticks) {

	/**
	 * The clocks of the machine.
	 */
	public static final Timing SYSTEM = new Timing(Clock.systemUTC(), System::nanoTime);

	Instant now() {
		return this.clock.instant();
	}

	long tick() {
		return this.ticks.getAsLong();
	}

	Duration since(long tick) {
		return Duration.ofNanos(tick() - tick);
	}

}
