package io.opensergo.controlplane.report;

import io.opensergo.core.rule.Rejection;

/**
 * A rejection as exactly one line.
 */
public final class RejectionLine {

	private RejectionLine() {
	}

	/**
	 * The line of a rejection, without line break.
	 * @param rejection the rejection
	 * @return the line; control characters that a document smuggled in are replaced, so
	 * that nobody can forge a second line
	 */
	public static String of(Rejection rejection) {
		return rejection.describe().replaceAll("\\s*\\R\\s*", " ").replaceAll("\\p{Cntrl}", "?");
	}

}
