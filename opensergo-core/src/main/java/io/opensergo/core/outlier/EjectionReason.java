package io.opensergo.core.outlier;

/**
 * Why an instance is ejected.
 */
public enum EjectionReason {

	/**
	 * {@code consecutive5xxErrors} was reached.
	 */
	CONSECUTIVE_5XX_ERRORS,

	/**
	 * {@code consecutiveGatewayErrors} was reached.
	 */
	CONSECUTIVE_GATEWAY_ERRORS,

	/**
	 * {@code consecutiveLocalOriginFailures} was reached.
	 */
	CONSECUTIVE_LOCAL_ORIGIN_FAILURES,

	/**
	 * The call that tried the instance after its ejection failed.
	 */
	FAILED_PROBE

}
