package io.opensergo.core.rule;

import java.util.Objects;

/**
 * At most N requests at once.
 *
 * @param metadata the metadata
 * @param limitMode whose requests are counted, {@link LimitMode#LOCAL} or
 * {@link LimitMode#GLOBAL}
 * @param maxConcurrency the most requests at once, 0 or more
 */
public record ConcurrencyLimitStrategy(RuleMetadata metadata, LimitMode limitMode,
		long maxConcurrency) implements ProtectionStrategy {

	public ConcurrencyLimitStrategy {
		Objects.requireNonNull(metadata, "metadata");
		Objects.requireNonNull(limitMode, "limitMode");
	}

	@Override
	public RuleKind kind() {
		return RuleKind.CONCURRENCY_LIMIT_STRATEGY;
	}

}
