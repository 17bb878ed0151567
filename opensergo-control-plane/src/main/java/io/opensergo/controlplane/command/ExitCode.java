package io.opensergo.controlplane.command;

/**
 * Exit codes of all commands.
 */
final class ExitCode {

	/**
	 * Done, nothing to complain about.
	 */
	static final int OK = 0;

	/**
	 * Rules are rejected, or the work is not possible.
	 */
	static final int FAILED = 1;

	/**
	 * The command line or its input is not of the expected form.
	 */
	static final int USAGE = 2;

	private ExitCode() {
	}

}
