package io.opensergo.samples.fullchain.launcher;

import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.locks.LockSupport;

/**
 * Waits by asking again and again, until the answer is right or the patience is over.
 *
 * @param patience how long to ask
 * @param interval the time between two questions
 */
record Waiting(Duration patience, Duration interval) {

	/**
	 * For states that take seconds.
	 */
	static final Waiting PATIENT = new Waiting(Duration.ofSeconds(60), Duration.ofMillis(100));

	/**
	 * For effects that are measured.
	 */
	static final Waiting MEASURING = new Waiting(Duration.ofSeconds(20), Duration.ofMillis(2));

	/**
	 * Asks until the answer is {@code true}.
	 * @param what what is waited for, for the message
	 * @param question the question; an exception counts as {@code false}, other than a
	 * {@link DemoException}
	 * @return the time it took
	 * @throws DemoException when the patience is over
	 */
	Duration until(String what, Callable<Boolean> question) {
		long start = System.nanoTime();
		while (!ask(question)) {
			if (System.nanoTime() - start > this.patience.toNanos()) {
				throw new DemoException("waited " + this.patience.toSeconds() + " s in vain until " + what);
			}
			LockSupport.parkNanos(this.interval.toNanos());
		}
		return Duration.ofNanos(System.nanoTime() - start);
	}

	/**
	 * Waits for a moment between two looks at several things.
	 */
	static void pause() {
		LockSupport.parkNanos(PATIENT.interval.toNanos());
	}

	static boolean ask(Callable<Boolean> question) {
		try {
			return question.call();
		}
		catch (DemoException ex) {
			throw ex;
		}
		catch (Exception ex) {
			return false;
		}
	}

}
