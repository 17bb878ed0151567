package io.opensergo.client.codec;

import java.util.ArrayList;
import java.util.List;

/**
 * Durations of a control plane that sends no unit. The published one in Go writes them in
 * milliseconds, and gets only those right that were milliseconds in the document:
 * {@code 500ms} arrives as 500, but {@code 5s} as 50 and {@code 1min} as 600, a factor of
 * 10 where 1000 is meant, and a day as -1.
 * <p>
 * The repair: the number is taken as milliseconds, what it is by intention, so that a
 * breaker which was read wrongly refuses too little rather than too much. A number that
 * may have been seconds or longer, which is each multiple of 10, is told with both
 * readings, in one warning per rule. A rule with a day is left out, with a warning: the
 * duration is lost, and the other rules must not wait for it. Confined to one thread.
 */
final class UnitlessDurations {

	/**
	 * By how much a number is too small when it was not milliseconds.
	 */
	private static final long FACTOR = 100;

	private static final long DOUBTFUL_MULTIPLE = 10;

	private final Problems problems;

	private final List<String> doubts = new ArrayList<>();

	private final List<String> lost = new ArrayList<>();

	UnitlessDurations(Problems problems) {
		this.problems = problems;
	}

	/**
	 * Takes a number.
	 * @param path the field
	 * @param number the number, as sent
	 * @return milliseconds
	 */
	long millis(String path, long number) {
		if (number > 0 && number % DOUBTFUL_MULTIPLE == 0) {
			this.doubts.add(path + " " + number + " is taken as " + number + "ms, but is " + number * FACTOR
					+ "ms if the document says seconds or longer");
		}
		if (number < 0) {
			this.lost.add(path + " " + number);
		}
		return number;
	}

	/**
	 * Tells what is doubtful and what is lost.
	 * @return {@code false} when a duration is lost and the rule must be left out
	 */
	boolean report() {
		if (!this.lost.isEmpty()) {
			this.problems.warning("",
					"the control plane lost a duration (" + String.join(", ", this.lost) + "), the rule is left out",
					"write durations in ms, not in days, or use a control plane that sends units");
			return false;
		}
		if (!this.doubts.isEmpty()) {
			this.problems.warning("",
					"the control plane sends durations without a unit: " + String.join("; ", this.doubts),
					"write these durations in ms, or use a control plane that sends units");
		}
		return true;
	}

}
