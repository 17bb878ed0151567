package io.opensergo.spring.sentinel.limit;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Time that passes when a test says so, or when somebody waits.
 */
public final class ManualTime implements TimeSource {

	private final AtomicLong now = new AtomicLong(1_000_000);

	private volatile boolean failing;

	private final List<Duration> waits = new ArrayList<>();

	@Override
	public long nanoTime() {
		if (this.failing) {
			throw new IllegalStateException("as the test wants it");
		}
		return this.now.get();
	}

	@Override
	public boolean waitUntil(long nanoTime) {
		if (Thread.currentThread().isInterrupted()) {
			return false;
		}
		this.waits.add(Duration.ofNanos(nanoTime - this.now.get()));
		this.now.set(nanoTime);
		return true;
	}

	/**
	 * Lets time pass.
	 * @param duration how much
	 */
	public void advance(Duration duration) {
		this.now.addAndGet(duration.toNanos());
	}

	/**
	 * Lets reading the time fail.
	 * @param failing whether it fails
	 */
	public void fail(boolean failing) {
		this.failing = failing;
	}

	/**
	 * The waits so far.
	 * @return the waits, in order
	 */
	public List<Duration> waits() {
		return this.waits;
	}

}
