package io.opensergo.spring.propagation.thread;

import java.util.function.Function;
import java.util.function.Supplier;

import io.opensergo.core.context.TrafficContext;
import org.jspecify.annotations.Nullable;

import org.springframework.cloud.client.circuitbreaker.CircuitBreaker;

/**
 * A circuit breaker whose calls run under the context of the thread that makes them. The
 * fallback runs on that thread anyway.
 */
final class LaneCircuitBreaker implements CircuitBreaker {

	private final CircuitBreaker delegate;

	LaneCircuitBreaker(CircuitBreaker delegate) {
		this.delegate = delegate;
	}

	@Override
	public <T extends @Nullable Object> T run(Supplier<T> toRun) {
		return this.delegate.run(inContext(toRun));
	}

	@Override
	public <T extends @Nullable Object> T run(Supplier<T> toRun, Function<Throwable, T> fallback) {
		return this.delegate.run(inContext(toRun), fallback);
	}

	private static <T extends @Nullable Object> Supplier<T> inContext(Supplier<T> toRun) {
		TrafficContext context = TrafficContext.currentOrNull();
		return (context != null) ? () -> get(context, toRun) : toRun;
	}

	private static <T extends @Nullable Object> T get(TrafficContext context, Supplier<T> toRun) {
		TrafficContext.Scope scope = context.makeCurrent();
		try {
			return toRun.get();
		}
		finally {
			scope.close();
		}
	}

}
