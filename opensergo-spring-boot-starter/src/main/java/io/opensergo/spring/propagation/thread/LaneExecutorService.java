package io.opensergo.spring.propagation.thread;

import java.util.Collection;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

import org.jspecify.annotations.Nullable;

/**
 * An executor service of the application whose tasks get their context.
 */
class LaneExecutorService implements ExecutorService {

	private final ExecutorService delegate;

	private final TaskContexts contexts;

	LaneExecutorService(ExecutorService delegate, TaskContexts contexts) {
		this.delegate = delegate;
		this.contexts = contexts;
	}

	@Override
	public void execute(Runnable command) {
		this.delegate.execute(this.contexts.submitted(command));
	}

	@Override
	public <T extends @Nullable Object> Future<T> submit(Callable<T> task) {
		return this.delegate.submit(this.contexts.submitted(task));
	}

	@Override
	public <T extends @Nullable Object> Future<T> submit(Runnable task, T result) {
		return this.delegate.submit(this.contexts.submitted(task), result);
	}

	@Override
	public Future<?> submit(Runnable task) {
		return this.delegate.submit(this.contexts.submitted(task));
	}

	@Override
	public <T extends @Nullable Object> List<Future<T>> invokeAll(Collection<? extends Callable<T>> tasks)
			throws InterruptedException {
		return this.delegate.invokeAll(submitted(tasks));
	}

	@Override
	public <T extends @Nullable Object> List<Future<T>> invokeAll(Collection<? extends Callable<T>> tasks, long timeout,
			TimeUnit unit) throws InterruptedException {
		return this.delegate.invokeAll(submitted(tasks), timeout, unit);
	}

	@Override
	public <T extends @Nullable Object> T invokeAny(Collection<? extends Callable<T>> tasks)
			throws InterruptedException, ExecutionException {
		return this.delegate.invokeAny(submitted(tasks));
	}

	@Override
	public <T extends @Nullable Object> T invokeAny(Collection<? extends Callable<T>> tasks, long timeout,
			TimeUnit unit) throws InterruptedException, ExecutionException, TimeoutException {
		return this.delegate.invokeAny(submitted(tasks), timeout, unit);
	}

	private <T extends @Nullable Object> List<Callable<T>> submitted(Collection<? extends Callable<T>> tasks) {
		return tasks.stream().map(this::submitted).toList();
	}

	private <T extends @Nullable Object> Callable<T> submitted(Callable<T> task) {
		return this.contexts.submitted(task);
	}

	@Override
	public void shutdown() {
		this.delegate.shutdown();
	}

	@Override
	public List<Runnable> shutdownNow() {
		return this.delegate.shutdownNow();
	}

	@Override
	public boolean isShutdown() {
		return this.delegate.isShutdown();
	}

	@Override
	public boolean isTerminated() {
		return this.delegate.isTerminated();
	}

	@Override
	public boolean awaitTermination(long timeout, TimeUnit unit) throws InterruptedException {
		return this.delegate.awaitTermination(timeout, unit);
	}

	@Override
	public String toString() {
		return this.delegate.toString();
	}

}
