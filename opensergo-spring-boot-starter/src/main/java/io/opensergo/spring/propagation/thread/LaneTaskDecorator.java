package io.opensergo.spring.propagation.thread;

import java.util.concurrent.RunnableScheduledFuture;

import org.jspecify.annotations.Nullable;

import org.springframework.core.task.TaskDecorator;

/**
 * Gives the tasks of one of Spring's executors their context, around what the decorator
 * of the application does.
 *
 * @param contexts the contexts
 * @param decorator the decorator of the application, {@code null} for none
 */
record LaneTaskDecorator(TaskContexts contexts, @Nullable TaskDecorator decorator) implements TaskDecorator {

	@Override
	public Runnable decorate(Runnable task) {
		Runnable decorated = (this.decorator != null) ? this.decorator.decorate(task) : task;
		return isPeriodic(task) ? this.contexts.repeated(decorated) : this.contexts.submitted(decorated);
	}

	private static boolean isPeriodic(Runnable task) {
		return task instanceof RunnableScheduledFuture<?> future && future.isPeriodic();
	}

}
