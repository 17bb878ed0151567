package io.opensergo.core.outlier;

/**
 * Waits for the end of a call. Safe for all threads.
 */
interface CallWatch {

	/**
	 * The call has ended.
	 * @param instance host and port of the instance that served it
	 * @param result what it says about the instance
	 */
	void completed(String instance, CallResult result);

	/**
	 * The call will never be heard of.
	 */
	void abandoned();

}
