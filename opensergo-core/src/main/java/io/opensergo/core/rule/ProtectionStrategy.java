package io.opensergo.core.rule;

import java.time.Duration;
import java.util.Collections;
import java.util.EnumSet;
import java.util.Set;

/**
 * What a {@link FaultToleranceRule} does to the requests of its targets.
 *
 * @see <a href=
 * "https://github.com/opensergo/opensergo-specification/blob/main/specification/en/fault-tolerance.md">OpenSergo:
 * fault tolerance</a>
 */
public sealed interface ProtectionStrategy extends Rule permits RateLimitStrategy, ThrottlingStrategy,
		ConcurrencyLimitStrategy, CircuitBreakerStrategy, AdaptiveOverloadProtectionStrategy {

	/**
	 * The longest duration of a strategy, 2³¹ - 1 ms or about 24.8 days: what the
	 * published messages carry in milliseconds.
	 */
	Duration MAX_DURATION = Duration.ofMillis(Integer.MAX_VALUE);

	/**
	 * The kinds of strategies.
	 */
	Set<RuleKind> KINDS = Collections.unmodifiableSet(
			EnumSet.of(RuleKind.RATE_LIMIT_STRATEGY, RuleKind.THROTTLING_STRATEGY, RuleKind.CONCURRENCY_LIMIT_STRATEGY,
					RuleKind.CIRCUIT_BREAKER_STRATEGY, RuleKind.ADAPTIVE_OVERLOAD_PROTECTION_STRATEGY));

}
