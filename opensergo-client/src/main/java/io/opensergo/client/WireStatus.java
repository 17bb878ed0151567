package io.opensergo.client;

/**
 * Status codes of the OpenSergo protocol.
 */
final class WireStatus {

	static final int UNSET = 0;

	static final int SUCCESS = 1;

	/**
	 * What the published control plane sends with a change.
	 */
	static final int CHANGED = 200;

	/**
	 * What the published control plane answers for a kind that it does not know.
	 */
	static final int KIND_NOT_SERVED = 500;

	static final int UNKNOWN_ERROR = 4000;

	static final int FORMAT_ERROR = 4001;

	static final int REQUEST_REFUSED = 4002;

	static final int SUBSCRIBER_FAILED = 4007;

	static final int OUTDATED_VERSION = 4010;

	private WireStatus() {
	}

	static boolean isGood(int code) {
		return code == UNSET || code == SUCCESS || code == CHANGED;
	}

}
