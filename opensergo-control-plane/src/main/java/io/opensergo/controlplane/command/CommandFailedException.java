package io.opensergo.controlplane.command;

/**
 * A command cannot do its work. The message is one line that names the thing, its value
 * and the next step.
 */
final class CommandFailedException extends RuntimeException {

	private static final long serialVersionUID = 1L;

	private final int exitCode;

	CommandFailedException(int exitCode, String message) {
		super(message);
		this.exitCode = exitCode;
	}

	int exitCode() {
		return this.exitCode;
	}

}
