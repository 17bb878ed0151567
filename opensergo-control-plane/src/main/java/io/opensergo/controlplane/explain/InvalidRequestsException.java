package io.opensergo.controlplane.explain;

/**
 * The text is no list of requests. The message is one line with the place and the fix.
 */
public final class InvalidRequestsException extends Exception {

	private static final long serialVersionUID = 1L;

	InvalidRequestsException(String message) {
		super(message);
	}

}
