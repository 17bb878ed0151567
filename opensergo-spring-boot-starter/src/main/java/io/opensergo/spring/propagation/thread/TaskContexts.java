package io.opensergo.spring.propagation.thread;

import java.util.concurrent.Callable;

import io.opensergo.core.context.OutboundLane;
import io.opensergo.core.context.TrafficContext;
import org.jspecify.annotations.Nullable;

/**
 * Which context a task runs under: that of the request that submits it, and for work that
 * serves no request that of this instance. On an instance without a lane of its own such
 * work runs as it is, without an object around it. Only the {@link TrafficContext} goes
 * along: other thread locals are none of our business. Safe for all threads.
 */
public final class TaskContexts {

	private final @Nullable TrafficContext ownContext;

	/**
	 * Creates the contexts of tasks of an application.
	 * @param outboundLane the lane of this instance
	 */
	public TaskContexts(OutboundLane outboundLane) {
		String ownLane = outboundLane.ownLane();
		this.ownContext = (ownLane != null) ? TrafficContext.ofLane(ownLane) : null;
	}

	/**
	 * A task that runs once.
	 * @param task the task
	 * @return the task under the context of the current thread
	 */
	Runnable submitted(Runnable task) {
		return under(submitting(), task);
	}

	/**
	 * A task that runs once.
	 * @param task the task
	 * @param <T> the type of its result
	 * @return the task under the context of the current thread
	 */
	<T extends @Nullable Object> Callable<T> submitted(Callable<T> task) {
		TrafficContext context = submitting();
		return (context != null) ? () -> context.call(task) : task;
	}

	/**
	 * A task that runs again and again. It outlives the request that starts it, so that
	 * it must not stay in the lane of that request.
	 * @param task the task
	 * @return the task under the context of this instance
	 */
	Runnable repeated(Runnable task) {
		return under(this.ownContext, task);
	}

	private @Nullable TrafficContext submitting() {
		TrafficContext context = TrafficContext.currentOrNull();
		return (context != null) ? context : this.ownContext;
	}

	private static Runnable under(@Nullable TrafficContext context, Runnable task) {
		return (context != null) ? () -> context.run(task) : task;
	}

}
