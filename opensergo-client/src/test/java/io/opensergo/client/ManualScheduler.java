package io.opensergo.client;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.PriorityQueue;
import java.util.Queue;
import java.util.concurrent.AbstractExecutorService;
import java.util.concurrent.Callable;
import java.util.concurrent.Delayed;
import java.util.concurrent.FutureTask;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;

/**
 * An executor whose thread is the test and whose time passes when the test says so.
 */
class ManualScheduler extends AbstractExecutorService implements ScheduledExecutorService {

	private final Queue<Runnable> ready = new ArrayDeque<>();

	private final PriorityQueue<Timer> timers = new PriorityQueue<>(Comparator.comparingLong((timer) -> timer.at));

	private long now;

	private boolean shutdown;

	synchronized long nanoTime() {
		return this.now;
	}

	@Override
	public synchronized void execute(Runnable task) {
		this.ready.add(task);
	}

	/**
	 * Runs what is due, without any time passing.
	 */
	void runPending() {
		for (Runnable task = next(); task != null; task = next()) {
			task.run();
		}
	}

	/**
	 * Runs the first task that is due, if any.
	 */
	void runOne() {
		Runnable task = next();
		if (task != null) {
			task.run();
		}
	}

	private synchronized Runnable next() {
		Timer timer = this.timers.peek();
		if (this.ready.isEmpty() && timer != null && timer.at <= this.now) {
			return this.timers.poll();
		}
		return this.ready.poll();
	}

	void advance(Duration duration) {
		synchronized (this) {
			this.now += duration.toNanos();
		}
		runPending();
	}

	/**
	 * The wait until the next timer.
	 */
	synchronized Optional<Duration> nextTimer() {
		this.timers.removeIf(FutureTask::isCancelled);
		return Optional.ofNullable(this.timers.peek()).map((timer) -> Duration.ofNanos(timer.at - this.now));
	}

	@Override
	public synchronized ScheduledFuture<?> schedule(Runnable task, long delay, TimeUnit unit) {
		Timer timer = new Timer(task, this.now + unit.toNanos(delay));
		this.timers.add(timer);
		return timer;
	}

	@Override
	public <V> ScheduledFuture<V> schedule(Callable<V> task, long delay, TimeUnit unit) {
		throw new UnsupportedOperationException();
	}

	@Override
	public ScheduledFuture<?> scheduleAtFixedRate(Runnable task, long initialDelay, long period, TimeUnit unit) {
		throw new UnsupportedOperationException();
	}

	@Override
	public ScheduledFuture<?> scheduleWithFixedDelay(Runnable task, long initialDelay, long delay, TimeUnit unit) {
		throw new UnsupportedOperationException();
	}

	@Override
	public void shutdown() {
		this.shutdown = true;
	}

	@Override
	public List<Runnable> shutdownNow() {
		this.shutdown = true;
		return List.of();
	}

	@Override
	public boolean isShutdown() {
		return this.shutdown;
	}

	@Override
	public boolean isTerminated() {
		return this.shutdown;
	}

	@Override
	public boolean awaitTermination(long timeout, TimeUnit unit) {
		return this.shutdown;
	}

	private final class Timer extends FutureTask<Void> implements ScheduledFuture<Void> {

		private final long at;

		Timer(Runnable task, long at) {
			super(task, null);
			this.at = at;
		}

		@Override
		public long getDelay(TimeUnit unit) {
			return unit.convert(this.at - nanoTime(), TimeUnit.NANOSECONDS);
		}

		@Override
		public int compareTo(Delayed other) {
			return Long.compare(getDelay(TimeUnit.NANOSECONDS), other.getDelay(TimeUnit.NANOSECONDS));
		}

	}

}
