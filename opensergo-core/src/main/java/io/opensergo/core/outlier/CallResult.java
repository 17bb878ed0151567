package io.opensergo.core.outlier;

/**
 * What a call says about the instance that served it.
 */
public enum CallResult {

	/**
	 * An answer that is no 5xx.
	 */
	SUCCESS,

	/**
	 * A 5xx that is no gateway error.
	 */
	SERVER_ERROR,

	/**
	 * The answer 502, 503 or 504.
	 */
	GATEWAY_ERROR,

	/**
	 * No answer: the connection failed, broke or timed out. Envoy calls it a failure of
	 * local origin.
	 */
	NO_ANSWER,

	/**
	 * Nothing: the call was not sent, was given up, or failed here.
	 */
	UNKNOWN;

	private static final int SERVER_ERRORS = 500;

	private static final int BAD_GATEWAY = 502;

	private static final int GATEWAY_TIMEOUT = 504;

	/**
	 * What an answer says.
	 * @param status its HTTP status
	 * @return the result
	 */
	public static CallResult ofStatus(int status) {
		if (status < SERVER_ERRORS) {
			return SUCCESS;
		}
		return (status >= BAD_GATEWAY && status <= GATEWAY_TIMEOUT) ? GATEWAY_ERROR : SERVER_ERROR;
	}

}
