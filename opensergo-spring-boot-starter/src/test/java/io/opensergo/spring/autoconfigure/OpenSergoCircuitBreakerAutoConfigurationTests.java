package io.opensergo.spring.autoconfigure;

import io.github.resilience4j.bulkhead.BulkheadRegistry;
import io.github.resilience4j.bulkhead.ThreadPoolBulkheadRegistry;
import io.github.resilience4j.circuitbreaker.CircuitBreakerRegistry;
import io.github.resilience4j.timelimiter.TimeLimiterRegistry;
import io.opensergo.core.context.TrafficContext;
import io.opensergo.spring.propagation.thread.CircuitBreakerPostProcessor;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.test.context.FilteredClassLoader;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.cloud.circuitbreaker.resilience4j.Resilience4JAutoConfiguration;
import org.springframework.cloud.circuitbreaker.resilience4j.Resilience4JCircuitBreakerFactory;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link OpenSergoCircuitBreakerAutoConfiguration}.
 */
class OpenSergoCircuitBreakerAutoConfigurationTests {

	private final ApplicationContextRunner plain = new ApplicationContextRunner().withConfiguration(
			AutoConfigurations.of(OpenSergoAutoConfiguration.class, OpenSergoCircuitBreakerAutoConfiguration.class));

	private final ApplicationContextRunner runner = this.plain
		.withConfiguration(AutoConfigurations.of(Resilience4JAutoConfiguration.class))
		.withBean(ThreadPoolBulkheadRegistry.class, ThreadPoolBulkheadRegistry::ofDefaults)
		.withBean(BulkheadRegistry.class, BulkheadRegistry::ofDefaults)
		.withBean(CircuitBreakerRegistry.class, CircuitBreakerRegistry::ofDefaults)
		.withBean(TimeLimiterRegistry.class, TimeLimiterRegistry::ofDefaults);

	/**
	 * With a time limiter a breaker changes threads, with a bulkhead of threads too.
	 */
	@ParameterizedTest
	@ValueSource(strings = { "enable-semaphore-default-bulkhead=false", "enable-semaphore-default-bulkhead=true",
			"disable-time-limiter=true", "disable-thread-pool=true" })
	void callHasLaneAndNothingIsLeft(String property) {
		this.runner.withPropertyValues("spring.cloud.circuitbreaker.resilience4j." + property).run((context) -> {
			Resilience4JCircuitBreakerFactory factory = context.getBean(Resilience4JCircuitBreakerFactory.class);
			assertThat(inLane(factory)).isEqualTo("gray");
			assertThat(factory.create("stock").run(TrafficContext::currentOrNull)).isNull();
		});
	}

	@Test
	void fallbackHasLane() {
		this.runner.run((context) -> {
			Resilience4JCircuitBreakerFactory factory = context.getBean(Resilience4JCircuitBreakerFactory.class);
			String lane = TrafficContext.ofLane("gray").call(() -> factory.create("stock").run(() -> {
				throw new IllegalStateException();
			}, (ex) -> TrafficContext.current().lane()));
			assertThat(lane).isEqualTo("gray");
		});
	}

	@Test
	void canBeSwitchedOff() {
		this.runner.withPropertyValues("opensergo.propagation.circuit-breaker.enabled=false").run((context) -> {
			assertThat(context).doesNotHaveBean(CircuitBreakerPostProcessor.class);
			assertThat(inLane(context.getBean(Resilience4JCircuitBreakerFactory.class))).isNull();
		});
	}

	@Test
	void isAbsentWithoutCircuitBreakers() {
		this.plain.withClassLoader(new FilteredClassLoader("org.springframework.cloud.client.circuitbreaker"))
			.run((context) -> assertThat(context).hasNotFailed().doesNotHaveBean(CircuitBreakerPostProcessor.class));
	}

	private static String inLane(Resilience4JCircuitBreakerFactory factory) throws Exception {
		return TrafficContext.ofLane("gray")
			.call(() -> factory.create("stock").run(() -> TrafficContext.current().lane()));
	}

}
