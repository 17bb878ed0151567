package io.opensergo.spring.propagation;

import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

import io.micrometer.context.ContextRegistry;
import io.micrometer.context.ContextSnapshotFactory;
import io.opensergo.core.context.TrafficContext;
import org.junit.jupiter.api.Test;
import org.slf4j.MDC;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link TrafficContextThreadLocalAccessor}.
 */
class TrafficContextThreadLocalAccessorTests {

	@Test
	void registryFindsAccessor() {
		assertThat(ContextRegistry.getInstance().getThreadLocalAccessors())
			.hasAtLeastOneElementOfType(TrafficContextThreadLocalAccessor.class);
	}

	@Test
	void contextAndLoggingContextTravelAndAreGoneAfterwards() throws Exception {
		ExecutorService executor = Executors.newSingleThreadExecutor();
		TrafficContext.Scope scope = TrafficContext.ofLane("gray").makeCurrent();
		try {
			Runnable wrapped = ContextSnapshotFactory.builder().build().captureAll().wrap(() -> {
				assertThat(TrafficContext.current().lane()).isEqualTo("gray");
				assertThat(MDC.get("lane")).isEqualTo("gray");
			});
			executor.submit(wrapped).get();
			executor.submit(() -> {
				assertThat(TrafficContext.currentOrNull()).isNull();
				assertThat(MDC.get("lane")).isNull();
			}).get();
		}
		finally {
			scope.close();
			executor.shutdown();
		}
	}

}
