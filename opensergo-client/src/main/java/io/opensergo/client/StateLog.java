package io.opensergo.client;

import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

import org.slf4j.Logger;
import org.slf4j.event.Level;

/**
 * One line per change of state, but never a flood: a control plane that comes and goes
 * many times a minute is a line every ten seconds. Confined to one thread.
 */
final class StateLog {

	/**
	 * Lines that may follow each other at once.
	 */
	static final int BURST = 6;

	/**
	 * The time in which one more line becomes possible.
	 */
	static final long REFILL_NANOS = TimeUnit.SECONDS.toNanos(10);

	private final Logger logger;

	private final LongSupplier nanoTime;

	private int tokens = BURST;

	private long refilledAt;

	private int suppressed;

	StateLog(Logger logger, LongSupplier nanoTime) {
		this.logger = logger;
		this.nanoTime = nanoTime;
		this.refilledAt = nanoTime.getAsLong();
	}

	void log(Level level, String message) {
		refill();
		if (this.tokens == 0) {
			this.suppressed++;
			return;
		}
		this.tokens--;
		String more = (this.suppressed > 0) ? " (" + this.suppressed + " messages before this one were left out)" : "";
		this.suppressed = 0;
		this.logger.atLevel(level).log(message + more);
	}

	private void refill() {
		long earned = (this.nanoTime.getAsLong() - this.refilledAt) / REFILL_NANOS;
		if (earned > 0) {
			this.tokens = (int) Math.min(BURST, this.tokens + earned);
			this.refilledAt += earned * REFILL_NANOS;
		}
	}

}
