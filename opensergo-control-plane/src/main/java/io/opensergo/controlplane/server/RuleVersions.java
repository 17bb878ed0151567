package io.opensergo.controlplane.server;

import java.time.Clock;

/**
 * Versions of rules. They are taken from the clock, because clients refuse a version that
 * is lower than the one before, and this process may be a restarted one. Not safe for
 * several threads.
 */
final class RuleVersions {

	private final Clock clock;

	private long last;

	RuleVersions(Clock clock) {
		this.clock = clock;
	}

	/**
	 * The next version.
	 * @return a number that is higher than all before, also when the clock is set back
	 */
	long next() {
		this.last = Math.max(this.last + 1, this.clock.millis());
		return this.last;
	}

}
