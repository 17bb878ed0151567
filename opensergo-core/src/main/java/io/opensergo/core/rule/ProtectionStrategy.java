package io.opensergo.core.rule;

/**
 * What a {@link FaultToleranceRule} does to the requests of its targets.
 *
 * @see <a href=
 * "https://github.com/opensergo/opensergo-specification/blob/main/specification/en/fault-tolerance.md">OpenSergo:
 * fault tolerance</a>
 */
public sealed interface ProtectionStrategy extends Rule permits RateLimitStrategy, ThrottlingStrategy,
		ConcurrencyLimitStrategy, CircuitBreakerStrategy, AdaptiveOverloadProtectionStrategy {

}
