package io.opensergo.spring.sentinel;

import java.util.Objects;

import io.opensergo.core.protection.Protection;
import io.opensergo.spring.sentinel.limit.CircuitBreaker.State;

/**
 * A circuit breaker has changed its state.
 *
 * @param protection the rule, with a
 * {@link io.opensergo.core.rule.CircuitBreakerStrategy}
 * @param resource the resource
 * @param from the state before
 * @param to the state now
 */
public record BreakerStateChange(Protection protection, String resource, State from, State to) {

	public BreakerStateChange {
		Objects.requireNonNull(protection, "protection");
		Objects.requireNonNull(resource, "resource");
		Objects.requireNonNull(from, "from");
		Objects.requireNonNull(to, "to");
	}

}
