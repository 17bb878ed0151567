package io.opensergo.controlplane.server;

import java.time.Duration;

import io.opensergo.controlplane.server.ServerObserver.Refusal;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tells of those that are turned away: every one is counted, one in a while is logged, so
 * that a client that tries again and again does not fill the disk. Safe for all threads.
 */
final class RefusalLog {

	private static final Logger logger = LoggerFactory.getLogger(RefusalLog.class);

	private static final Duration PAUSE = Duration.ofSeconds(10);

	private final Timing timing;

	private final ServerObserver observer;

	private boolean logged;

	private long loggedAt;

	private long unlogged;

	RefusalLog(Timing timing, ServerObserver observer) {
		this.timing = timing;
		this.observer = observer;
	}

	void refused(Refusal reason, String client, String problem) {
		this.observer.refused(reason);
		long suppressed = toLog();
		if (suppressed > 0) {
			logger.warn("Refused {}: {} ({} more refusals since the last such line)", client, problem, suppressed);
		}
		else if (suppressed == 0) {
			logger.warn("Refused {}: {}", client, problem);
		}
	}

	/**
	 * Decides whether a refusal is logged.
	 * @return the number of refusals that were not logged since the last one that was, -1
	 * when this one is not logged either
	 */
	private synchronized long toLog() {
		if (this.logged && this.timing.since(this.loggedAt).compareTo(PAUSE) < 0) {
			this.unlogged++;
			return -1;
		}
		long suppressed = this.unlogged;
		this.logged = true;
		this.loggedAt = this.timing.tick();
		this.unlogged = 0;
		return suppressed;
	}

}
