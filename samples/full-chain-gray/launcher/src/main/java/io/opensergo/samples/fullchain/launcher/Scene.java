package io.opensergo.samples.fullchain.launcher;

/**
 * A line of the story, after it was played.
 *
 * @param title what happens
 * @param expected what should be seen
 * @param observed what was seen
 * @param ok whether the line is true
 */
record Scene(String title, String expected, String observed, boolean ok) {

	String verdict() {
		return this.ok ? "OK" : "FAIL";
	}

}
