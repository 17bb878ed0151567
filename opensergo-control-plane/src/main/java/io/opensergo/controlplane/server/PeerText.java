package io.opensergo.controlplane.server;

/**
 * Text that a peer sent, made fit for one log line.
 */
final class PeerText {

	private static final int MAX_LENGTH = 300;

	private PeerText() {
	}

	static String of(String text) {
		String start = (text.length() <= MAX_LENGTH) ? text : text.substring(0, MAX_LENGTH) + "...";
		return start.replaceAll("\\p{Cntrl}", "?");
	}

}
