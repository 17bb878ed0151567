package io.opensergo.client;

import java.security.SecureRandom;
import java.time.Duration;
import java.time.InstantSource;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import java.util.random.RandomGenerator;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What a client needs of the world, so that tests can bring their own.
 *
 * @param thread the one thread on which everything happens; the client shuts it down
 * @param clock tells people when something was
 * @param nanoTime measures how long something takes, whatever happens to the clock
 * @param random makes back-off and identifiers
 * @param channels makes channels
 */
record ClientRuntime(ScheduledExecutorService thread, InstantSource clock, LongSupplier nanoTime,
		RandomGenerator random, ChannelFactory channels) {

	private static final Logger logger = LoggerFactory.getLogger(ControlPlaneRuleSource.class);

	static final String THREAD_NAME = "opensergo-control-plane";

	static ClientRuntime system(ControlPlaneClientOptions options) {
		return new ClientRuntime(singleThread(), InstantSource.system(), System::nanoTime, new LateRandom(),
				ChannelFactory.of(options));
	}

	/**
	 * Runs a task on the thread. After the end it is dropped, and that is no error: gRPC
	 * may have something to say still.
	 */
	void execute(Runnable task) {
		try {
			this.thread.execute(guarded(task));
		}
		catch (RejectedExecutionException ex) {
			logger.trace("Closed, a late task is dropped", ex);
		}
	}

	ScheduledFuture<?> schedule(Duration delay, Runnable task) {
		return this.thread.schedule(guarded(task), delay.toNanos(), TimeUnit.NANOSECONDS);
	}

	/**
	 * An executor swallows what its timers throw, and nobody would know why nothing
	 * happens any more.
	 */
	private static Runnable guarded(Runnable task) {
		return () -> {
			try {
				task.run();
			}
			catch (RuntimeException | Error ex) {
				logger.error("The control plane client has met an error that it did not expect", ex);
				throw ex;
			}
		};
	}

	private static ScheduledExecutorService singleThread() {
		ScheduledThreadPoolExecutor executor = new ScheduledThreadPoolExecutor(1, (task) -> {
			Thread thread = new Thread(task, THREAD_NAME);
			thread.setDaemon(true);
			return thread;
		});
		executor.setRemoveOnCancelPolicy(true);
		return executor;
	}

	/**
	 * Makes its generator on the thread of the client: that takes ten milliseconds, which
	 * the start of an application need not wait for.
	 */
	private static final class LateRandom implements RandomGenerator {

		private @Nullable SecureRandom random;

		@Override
		public long nextLong() {
			SecureRandom made = this.random;
			if (made == null) {
				made = new SecureRandom();
				this.random = made;
			}
			return made.nextLong();
		}

	}

}
