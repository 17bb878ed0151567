package io.opensergo.spring.autoconfigure;

import java.util.concurrent.Callable;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

import io.micrometer.context.ContextExecutorService;
import io.micrometer.context.ContextSnapshotFactory;
import io.opensergo.core.context.OutboundLane;
import io.opensergo.core.context.TrafficContext;
import io.opensergo.spring.propagation.thread.AsyncConfigurerPostProcessor;
import io.opensergo.spring.propagation.thread.ExecutorPostProcessor;
import io.opensergo.spring.propagation.thread.LaneAsyncSupport;
import io.opensergo.spring.propagation.thread.TaskContexts;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.autoconfigure.task.TaskExecutionAutoConfiguration;
import org.springframework.boot.autoconfigure.task.TaskSchedulingAutoConfiguration;
import org.springframework.boot.test.context.FilteredClassLoader;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.boot.test.context.runner.WebApplicationContextRunner;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.task.AsyncTaskExecutor;
import org.springframework.core.task.TaskExecutor;
import org.springframework.core.task.support.TaskExecutorAdapter;
import org.springframework.scheduling.annotation.AsyncConfigurer;
import org.springframework.scheduling.annotation.EnableScheduling;
import org.springframework.scheduling.concurrent.ThreadPoolTaskExecutor;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link OpenSergoExecutorAutoConfiguration}.
 */
class OpenSergoExecutorAutoConfigurationTests {

	private static final AutoConfigurations CONFIGURATIONS = AutoConfigurations.of(OpenSergoAutoConfiguration.class,
			OpenSergoExecutorAutoConfiguration.class, TaskExecutionAutoConfiguration.class,
			TaskSchedulingAutoConfiguration.class);

	private final ApplicationContextRunner runner = new ApplicationContextRunner().withConfiguration(CONFIGURATIONS);

	private final WebApplicationContextRunner servlet = new WebApplicationContextRunner()
		.withConfiguration(CONFIGURATIONS);

	@Test
	void partsAreThere() {
		this.servlet.run((context) -> assertThat(context).hasSingleBean(ExecutorPostProcessor.class)
			.hasSingleBean(AsyncConfigurerPostProcessor.class)
			.hasSingleBean(LaneAsyncSupport.class));
		this.runner.run((context) -> assertThat(context).hasSingleBean(ExecutorPostProcessor.class)
			.doesNotHaveBean(LaneAsyncSupport.class));
	}

	@Test
	void partsOfTheApplicationWin() {
		TaskContexts mine = new TaskContexts(new OutboundLane(null));
		this.runner.withBean(TaskContexts.class, () -> mine)
			.run((context) -> assertThat(context).getBean(TaskContexts.class).isSameAs(mine));
	}

	@Test
	void canBeSwitchedOff() {
		this.servlet.withUserConfiguration(Declared.class)
			.withPropertyValues("opensergo.propagation.executors.enabled=false")
			.run((context) -> {
				assertThat(context).doesNotHaveBean(ExecutorPostProcessor.class)
					.doesNotHaveBean(LaneAsyncSupport.class);
				assertThat(lane(context.getBean("service", Executor.class))).isNull();
			});
	}

	@Test
	void withoutSpringMvcServletApplicationStarts() {
		this.servlet.withClassLoader(new FilteredClassLoader("org.springframework.web.servlet"))
			.run((context) -> assertThat(context).hasNotFailed().doesNotHaveBean(LaneAsyncSupport.class));
	}

	@ParameterizedTest
	@ValueSource(booleans = { true, false })
	void executorsOfBootCarryLane(boolean propagatesByItself) {
		this.runner.withUserConfiguration(Scheduling.class)
			.withPropertyValues("spring.task.execution.propagate-context=" + propagatesByItself)
			.run((context) -> {
				assertThat(lane(context.getBean("applicationTaskExecutor", Executor.class))).isEqualTo("gray");
				assertThat(lane(context.getBean("taskScheduler", Executor.class))).isEqualTo("gray");
			});
	}

	@ParameterizedTest
	@ValueSource(strings = { "executor", "service", "scheduledService", "forkJoin", "taskExecutor", "adapter", "lambda",
			"initialized" })
	void executorThatIsDeclaredByItsInterfaceCarriesLane(String name) {
		this.runner.withUserConfiguration(Declared.class)
			.run((context) -> assertThat(lane(context.getBean(name, Executor.class))).isEqualTo("gray"));
	}

	@Test
	void executorThatIsDeclaredByItsClassStays() {
		this.runner.withUserConfiguration(Declared.class)
			.run((context) -> assertThat(context.getBean("pool")).isExactlyInstanceOf(ThreadPoolExecutor.class));
	}

	@Test
	void executorThatCarriesContextsByItselfStays() {
		this.runner.withUserConfiguration(Declared.class)
			.run((context) -> assertThat(context.getBean("carrying")).isInstanceOf(ContextExecutorService.class));
	}

	@Test
	void executorThatIsWrappedIsShutDownWithTheApplication() {
		ExecutorService[] services = new ExecutorService[1];
		this.runner.withUserConfiguration(Declared.class)
			.run((context) -> services[0] = context.getBean("service", ExecutorService.class));
		assertThat(services[0].isShutdown()).isTrue();
	}

	@Test
	void taskThatIsSubmittedOutsideOfRequestsIsHandedOnAsItIs() {
		this.runner.withUserConfiguration(Direct.class).run((context) -> {
			Runnable task = () -> {
			};
			context.getBean("direct", Executor.class).execute(task);
			assertThat(context.getBean(Direct.class).received).isSameAs(task);
		});
	}

	/**
	 * Without those of Boot, which put a configurer into an object of another class.
	 */
	@Test
	void configurerKeepsItsClassAndItsExecutorCarriesLane() {
		AutoConfigurations ours = AutoConfigurations.of(OpenSergoAutoConfiguration.class,
				OpenSergoExecutorAutoConfiguration.class);
		new ApplicationContextRunner().withConfiguration(ours)
			.withUserConfiguration(Configurer.class)
			.run((context) -> {
				assertThat(context).hasBean("neighbor");
				assertThat(context.getBean(Configurer.class).getAsyncExecutor())
					.isInstanceOf(ThreadPoolTaskExecutor.class);
				assertThat(lane(context.getBean(Configurer.class).getAsyncExecutor())).isEqualTo("gray");
			});
	}

	private static String lane(Executor executor) throws Exception {
		TrafficContext.Scope scope = TrafficContext.ofLane("gray").makeCurrent();
		try {
			Callable<String> task = () -> TrafficContext.current().lane();
			Future<String> lane = new TaskExecutorAdapter(executor).submit(task);
			return lane.get(5, TimeUnit.SECONDS);
		}
		finally {
			scope.close();
		}
	}

	@Configuration(proxyBeanMethods = false)
	@EnableScheduling
	static class Scheduling {

	}

	@Configuration(proxyBeanMethods = false)
	static class Declared {

		@Bean
		Executor executor() {
			return Executors.newSingleThreadExecutor();
		}

		@Bean
		ExecutorService service() {
			return Executors.newSingleThreadExecutor();
		}

		@Bean
		ScheduledExecutorService scheduledService() {
			return Executors.newSingleThreadScheduledExecutor();
		}

		@Bean
		ExecutorService forkJoin() {
			return Executors.newWorkStealingPool(1);
		}

		@Bean
		TaskExecutor taskExecutor() {
			return new ThreadPoolTaskExecutor();
		}

		@Bean
		AsyncTaskExecutor adapter() {
			return new TaskExecutorAdapter(Executors.newSingleThreadExecutor());
		}

		@Bean
		Executor lambda() {
			return (task) -> new Thread(task).start();
		}

		@Bean
		ThreadPoolTaskExecutor initialized() {
			ThreadPoolTaskExecutor executor = new ThreadPoolTaskExecutor();
			executor.initialize();
			return executor;
		}

		@Bean
		ThreadPoolExecutor pool() {
			return (ThreadPoolExecutor) Executors.newFixedThreadPool(1);
		}

		@Bean
		ExecutorService carrying() {
			ContextSnapshotFactory snapshots = ContextSnapshotFactory.builder().build();
			return ContextExecutorService.wrap(Executors.newSingleThreadExecutor(), snapshots::captureAll);
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class Direct {

		private Runnable received;

		@Bean
		Executor direct() {
			return (task) -> this.received = task;
		}

	}

	@Configuration
	static class Configurer implements AsyncConfigurer {

		@Override
		public Executor getAsyncExecutor() {
			ThreadPoolTaskExecutor executor = new ThreadPoolTaskExecutor();
			executor.setDaemon(true);
			executor.initialize();
			return executor;
		}

		@Bean
		String neighbor() {
			return "neighbor";
		}

	}

}
