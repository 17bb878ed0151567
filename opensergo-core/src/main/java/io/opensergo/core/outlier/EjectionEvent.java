package io.opensergo.core.outlier;

/**
 * Something happened to an instance that fails, or failed.
 *
 * @param outcome what happened
 * @param ejection the ejection that begins, ends, or would have begun
 */
public record EjectionEvent(Outcome outcome, Ejection ejection) {

	/**
	 * What happened.
	 */
	public enum Outcome {

		/**
		 * The instance gets no calls for a while.
		 */
		EJECTED,

		/**
		 * The instance gets calls as before.
		 */
		RETURNED,

		/**
		 * The instance goes on getting calls: {@code maxEjectionPercent} does not allow
		 * another ejection.
		 */
		REFUSED

	}

}
