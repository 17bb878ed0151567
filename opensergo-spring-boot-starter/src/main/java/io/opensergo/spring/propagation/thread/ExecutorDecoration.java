package io.opensergo.spring.propagation.thread;

import java.lang.reflect.Field;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.ScheduledExecutorService;
import java.util.function.BiFunction;
import java.util.function.Consumer;

import io.micrometer.context.ContextExecutorService;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import org.springframework.core.task.AsyncTaskExecutor;
import org.springframework.core.task.SimpleAsyncTaskExecutor;
import org.springframework.core.task.TaskDecorator;
import org.springframework.core.task.VirtualThreadTaskExecutor;
import org.springframework.core.task.support.TaskExecutorAdapter;
import org.springframework.scheduling.TaskScheduler;
import org.springframework.scheduling.concurrent.ConcurrentTaskExecutor;
import org.springframework.scheduling.concurrent.ThreadPoolTaskExecutor;
import org.springframework.scheduling.concurrent.ThreadPoolTaskScheduler;
import org.springframework.util.ReflectionUtils;

/**
 * Gives the tasks of an executor their context. Spring's executors take a decorator and
 * stay the objects that they are. Those of {@code java.util.concurrent} need an object
 * around them, so that they are left alone where the application may know their class.
 */
final class ExecutorDecoration {

	private static final Logger logger = LoggerFactory.getLogger(ExecutorDecoration.class);

	private static final String DECORATOR_FIELD = "taskDecorator";

	private final TaskContexts contexts;

	private final BiFunction<Object, Class<?>, @Nullable TaskDecorator> reader;

	ExecutorDecoration(TaskContexts contexts) {
		this(contexts, ExecutorDecoration::present);
	}

	/**
	 * Creates a decoration.
	 * @param contexts the contexts of tasks
	 * @param reader reads the decorator of an executor that is of a class
	 */
	ExecutorDecoration(TaskContexts contexts, BiFunction<Object, Class<?>, @Nullable TaskDecorator> reader) {
		this.contexts = contexts;
		this.reader = reader;
	}

	/**
	 * Adds a decorator to an executor that takes one.
	 * @param executor the executor, or any other object
	 * @param name its name, for messages
	 */
	void decorate(Object executor, String name) {
		if (executor instanceof ThreadPoolTaskExecutor pool) {
			decorate(pool, name, ThreadPoolTaskExecutor.class, pool::setTaskDecorator);
		}
		else if (executor instanceof ThreadPoolTaskScheduler scheduler) {
			decorate(scheduler, name, ThreadPoolTaskScheduler.class, scheduler::setTaskDecorator);
		}
		else if (executor instanceof SimpleAsyncTaskExecutor simple) {
			decorate(simple, name, SimpleAsyncTaskExecutor.class, simple::setTaskDecorator);
		}
		else if (executor instanceof ConcurrentTaskExecutor concurrent && !(executor instanceof TaskScheduler)) {
			// The scheduler among them does not tell its decorator which tasks repeat.
			decorate(concurrent, name, ConcurrentTaskExecutor.class, concurrent::setTaskDecorator);
		}
		else if (executor instanceof TaskExecutorAdapter adapter) {
			decorate(adapter, name, TaskExecutorAdapter.class, adapter::setTaskDecorator);
		}
	}

	/**
	 * The decorator of the application must not get lost, and none of Spring's executors
	 * has a getter for it. Spring Boot composes decorators that are beans, but for its
	 * own executors alone.
	 */
	private void decorate(Object executor, String name, Class<?> type, Consumer<TaskDecorator> setter) {
		try {
			TaskDecorator present = this.reader.apply(executor, type);
			if (!(present instanceof LaneTaskDecorator)) {
				setter.accept(new LaneTaskDecorator(this.contexts, present));
			}
		}
		catch (RuntimeException ex) {
			logger.warn("Tasks of the executor '{}' do not take the lane of a request along, because the decorator "
					+ "of {} cannot be read ({}). Submit TrafficContext.wrap(task) there, or set "
					+ "opensergo.propagation.executors.enabled=false", name, type.getName(), ex.toString());
		}
	}

	private static @Nullable TaskDecorator present(Object executor, Class<?> type) {
		Field field = ReflectionUtils.findField(type, DECORATOR_FIELD, TaskDecorator.class);
		if (field == null) {
			throw new IllegalStateException("no field " + DECORATOR_FIELD);
		}
		field.setAccessible(true);
		return (TaskDecorator) ReflectionUtils.getField(field, executor);
	}

	/**
	 * Puts an executor that takes no decorator into one that gives tasks their context.
	 * @param executor the executor, or any other object
	 * @param declared the type that the application knows it by
	 * @return an object of the declared type; the executor itself when it needs nothing,
	 * or when only its own class is of that type
	 */
	Object wrap(Object executor, Class<?> declared) {
		if (!declared.isInterface() || !(executor instanceof Executor)) {
			return executor;
		}
		Executor wrapped = wrap((Executor) executor);
		return declared.isInstance(wrapped) ? wrapped : executor;
	}

	private Executor wrap(Executor executor) {
		if (executor instanceof LaneExecutorService || executor instanceof ContextExecutorService<?>) {
			return executor;
		}
		if (executor instanceof ScheduledExecutorService scheduled) {
			return new LaneScheduledExecutorService(scheduled, this.contexts);
		}
		if (executor instanceof ExecutorService service) {
			return new LaneExecutorService(service, this.contexts);
		}
		if (executor instanceof VirtualThreadTaskExecutor) {
			TaskExecutorAdapter adapter = new TaskExecutorAdapter(executor);
			adapter.setTaskDecorator(new LaneTaskDecorator(this.contexts, null));
			return adapter;
		}
		if (executor instanceof AsyncTaskExecutor || executor instanceof TaskScheduler) {
			return executor;
		}
		return (task) -> executor.execute(this.contexts.submitted(task));
	}

}
