package io.opensergo.samples.fullchain.launcher;

/**
 * The demo cannot go on. The message is for the person in front of the terminal.
 */
final class DemoException extends RuntimeException {

	DemoException(String message) {
		super(message);
	}

}
