package io.opensergo.spring.sentinel.http;

import org.springframework.http.HttpStatus;
import org.springframework.http.HttpStatusCode;

/**
 * Stands for a request that was answered with a server error, where no exception tells
 * why: what Sentinel counts, and what {@code errorTypes} of a circuit breaker may name.
 * It is never thrown.
 */
public final class FailedStatusException extends RuntimeException {

	private final int status;

	/**
	 * Creates an exception.
	 * @param status the status, 500 or above
	 */
	public FailedStatusException(int status) {
		super("HTTP status " + status, null, false, false);
		this.status = status;
	}

	/**
	 * The status.
	 * @return the status code
	 */
	public int status() {
		return this.status;
	}

	/**
	 * Whether an answer counts as an error: server errors do, mistakes of the client do
	 * not.
	 * @param status the status code
	 * @return {@code true} when it does
	 */
	public static boolean isFailure(int status) {
		return status >= HttpStatus.INTERNAL_SERVER_ERROR.value();
	}

	/**
	 * Whether an answer counts as an error.
	 * @param status the status code
	 * @return {@code true} when it does
	 */
	public static boolean isFailure(HttpStatusCode status) {
		return isFailure(status.value());
	}

}
