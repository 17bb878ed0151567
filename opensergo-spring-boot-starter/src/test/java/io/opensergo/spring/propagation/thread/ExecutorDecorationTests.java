package io.opensergo.spring.propagation.thread;

import java.lang.reflect.InaccessibleObjectException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

import io.opensergo.core.context.OutboundLane;
import io.opensergo.core.context.TrafficContext;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.core.task.SimpleAsyncTaskExecutor;
import org.springframework.core.task.TaskDecorator;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link ExecutorDecoration}.
 */
@ExtendWith(OutputCaptureExtension.class)
class ExecutorDecorationTests {

	private final TaskContexts contexts = new TaskContexts(new OutboundLane(null));

	@Test
	void decoratorThatCannotBeReadStaysAndIsReported(CapturedOutput output) throws Exception {
		SimpleAsyncTaskExecutor executor = executor();
		new ExecutorDecoration(this.contexts, (present, type) -> {
			throw new InaccessibleObjectException("module spring.core does not open it");
		}).decorate(executor, "mine");
		assertThat(output).contains("Tasks of the executor 'mine' do not take the lane")
			.contains("module spring.core does not open it");
		assertThat(laneOfTask(executor)).isEqualTo("own|null");
	}

	@Test
	void decoratorOfTheApplicationStaysInside() throws Exception {
		SimpleAsyncTaskExecutor executor = executor();
		ExecutorDecoration decoration = new ExecutorDecoration(this.contexts);
		decoration.decorate(executor, "mine");
		decoration.decorate(executor, "mine");
		assertThat(laneOfTask(executor)).isEqualTo("own|gray");
	}

	private static SimpleAsyncTaskExecutor executor() {
		SimpleAsyncTaskExecutor executor = new SimpleAsyncTaskExecutor();
		TaskDecorator own = (task) -> () -> {
			Thread.currentThread().setName("own");
			task.run();
		};
		executor.setTaskDecorator(own);
		return executor;
	}

	private static String laneOfTask(SimpleAsyncTaskExecutor executor) throws Exception {
		CompletableFuture<String> seen = new CompletableFuture<>();
		try (TrafficContext.Scope scope = TrafficContext.ofLane("gray").makeCurrent()) {
			executor.execute(() -> {
				TrafficContext context = TrafficContext.currentOrNull();
				seen.complete(Thread.currentThread().getName() + "|" + ((context != null) ? context.lane() : null));
			});
		}
		return seen.get(10, TimeUnit.SECONDS);
	}

}
