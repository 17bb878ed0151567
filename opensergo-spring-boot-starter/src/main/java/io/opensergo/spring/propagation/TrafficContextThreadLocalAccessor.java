package io.opensergo.spring.propagation;

import io.micrometer.context.ThreadLocalAccessor;
import io.opensergo.core.context.TrafficContext;
import org.jspecify.annotations.Nullable;

/**
 * Carries the one {@link TrafficContext}, and with it the lane in the logging MDC, across
 * threads and between threads and the Reactor context. Found as a service by Micrometer's
 * {@code ContextRegistry}.
 */
public final class TrafficContextThreadLocalAccessor implements ThreadLocalAccessor<TrafficContext> {

	@Override
	public Object key() {
		return TrafficContext.CARRIER_KEY;
	}

	@Override
	public @Nullable TrafficContext getValue() {
		return TrafficContext.currentOrNull();
	}

	@Override
	public void setValue(TrafficContext value) {
		TrafficContext.bind(value);
	}

	@Override
	public void setValue() {
		TrafficContext.bind(null);
	}

}
