package io.opensergo.spring.gateway;

import java.time.Duration;
import java.util.concurrent.TimeoutException;

/**
 * A try that took longer than it may.
 */
final class UpstreamTimeoutException extends TimeoutException {

	private final Duration limit;

	private final boolean ofAllTries;

	UpstreamTimeoutException(Duration limit, boolean ofAllTries) {
		super("No answer within " + limit.toMillis() + " ms");
		this.limit = limit;
		this.ofAllTries = ofAllTries;
	}

	Duration limit() {
		return this.limit;
	}

	/**
	 * Whether the time of all tries is over, so that there is none left for another one.
	 */
	boolean isOfAllTries() {
		return this.ofAllTries;
	}

	@Override
	public Throwable fillInStackTrace() {
		return this;
	}

}
