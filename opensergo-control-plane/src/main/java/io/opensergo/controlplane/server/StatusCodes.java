package io.opensergo.controlplane.server;

/**
 * Status codes of the OpenSergo transport protocol, as the published control plane and
 * SDKs use them.
 */
final class StatusCodes {

	/**
	 * The answer to a subscription; also what an acknowledging client sends.
	 */
	static final int SUCCESS = 1;

	/**
	 * A push because rules changed.
	 */
	static final int CHANGED = 200;

	/**
	 * The kind is not served here.
	 */
	static final int REGISTER_WATCHER_ERROR = 500;

	/**
	 * The request is not of the expected form.
	 */
	static final int BAD_REQUEST = 4002;

	/**
	 * The acknowledgement of a client that put a push in force.
	 */
	static final String ACK = "ACK";

	/**
	 * The acknowledgement of a client that refused a push, or ours of a request.
	 */
	static final String NACK = "NACK";

	private StatusCodes() {
	}

	/**
	 * Whether the status of an acknowledgement says that rules are in force.
	 * @param code the code, 0 when the client sent none
	 * @return {@code true} when it does
	 */
	static boolean isSuccess(int code) {
		return code == 0 || code == SUCCESS || code == CHANGED;
	}

}
