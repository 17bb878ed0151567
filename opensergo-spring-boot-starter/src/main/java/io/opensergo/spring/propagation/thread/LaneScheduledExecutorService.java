package io.opensergo.spring.propagation.thread;

import java.util.concurrent.Callable;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;

import org.jspecify.annotations.Nullable;

/**
 * A scheduled executor service of the application whose tasks get their context.
 */
final class LaneScheduledExecutorService extends LaneExecutorService implements ScheduledExecutorService {

	private final ScheduledExecutorService delegate;

	private final TaskContexts contexts;

	LaneScheduledExecutorService(ScheduledExecutorService delegate, TaskContexts contexts) {
		super(delegate, contexts);
		this.delegate = delegate;
		this.contexts = contexts;
	}

	@Override
	public ScheduledFuture<?> schedule(Runnable command, long delay, TimeUnit unit) {
		return this.delegate.schedule(this.contexts.submitted(command), delay, unit);
	}

	@Override
	public <V extends @Nullable Object> ScheduledFuture<V> schedule(Callable<V> callable, long delay, TimeUnit unit) {
		return this.delegate.schedule(this.contexts.submitted(callable), delay, unit);
	}

	@Override
	public ScheduledFuture<?> scheduleAtFixedRate(Runnable command, long initialDelay, long period, TimeUnit unit) {
		return this.delegate.scheduleAtFixedRate(this.contexts.repeated(command), initialDelay, period, unit);
	}

	@Override
	public ScheduledFuture<?> scheduleWithFixedDelay(Runnable command, long initialDelay, long delay, TimeUnit unit) {
		return this.delegate.scheduleWithFixedDelay(this.contexts.repeated(command), initialDelay, delay, unit);
	}

}
