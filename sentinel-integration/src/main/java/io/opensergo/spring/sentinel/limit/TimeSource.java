package io.opensergo.spring.sentinel.limit;

import java.util.concurrent.locks.LockSupport;

/**
 * Tells time, and lets it pass. Steps of the wall clock have no effect.
 */
public interface TimeSource {

	/**
	 * The time of the virtual machine.
	 */
	TimeSource SYSTEM = new TimeSource() {

		@Override
		public long nanoTime() {
			return System.nanoTime();
		}

		@Override
		public boolean waitUntil(long nanoTime) {
			for (long left = nanoTime - System.nanoTime(); left > 0; left = nanoTime - System.nanoTime()) {
				if (Thread.currentThread().isInterrupted()) {
					return false;
				}
				LockSupport.parkNanos(this, left);
			}
			return true;
		}

	};

	/**
	 * The time now.
	 * @return nanoseconds from an arbitrary moment on, as {@link System#nanoTime()}
	 */
	long nanoTime();

	/**
	 * Holds the calling thread, platform or virtual, until a time has come.
	 * @param nanoTime the time
	 * @return {@code false} when the thread is interrupted before; it stays so
	 */
	boolean waitUntil(long nanoTime);

}
