package io.opensergo.samples.messaging;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/**
 * What was handled, for a test to take.
 */
final class Inbox {

	private static final long PATIENCE_SECONDS = 30;

	private final BlockingQueue<Handled> handled = new LinkedBlockingQueue<>();

	void add(Handled entry) {
		this.handled.add(entry);
	}

	Handled take() {
		try {
			Handled entry = this.handled.poll(PATIENCE_SECONDS, TimeUnit.SECONDS);
			if (entry == null) {
				throw new AssertionError("nothing was handled within " + PATIENCE_SECONDS + " s");
			}
			return entry;
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
			throw new IllegalStateException(ex);
		}
	}

	List<Handled> take(int count) {
		List<Handled> entries = new ArrayList<>(count);
		for (int i = 0; i < count; i++) {
			entries.add(take());
		}
		return entries;
	}

}
