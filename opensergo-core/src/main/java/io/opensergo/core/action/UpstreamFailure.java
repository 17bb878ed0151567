package io.opensergo.core.action;

/**
 * Why a try had no answer.
 */
public enum UpstreamFailure {

	/**
	 * No connection was made.
	 */
	CONNECT_FAILURE,

	/**
	 * The instance refused the stream, as HTTP/2 and later can say.
	 */
	REFUSED_STREAM,

	/**
	 * The connection was closed or reset before an answer came, or the answer took longer
	 * than a try may take.
	 */
	RESET

}
