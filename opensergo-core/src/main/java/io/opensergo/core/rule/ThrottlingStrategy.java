package io.opensergo.core.rule;

import java.time.Duration;
import java.util.Objects;

/**
 * A minimal interval between requests; those that come too early wait in a queue.
 *
 * @param metadata the metadata
 * @param minIntervalOfRequests the interval, 1 ms or more
 * @param queueTimeout the longest wait, 0 to refuse whatever comes too early
 */
public record ThrottlingStrategy(RuleMetadata metadata, Duration minIntervalOfRequests,
		Duration queueTimeout) implements ProtectionStrategy {

	public ThrottlingStrategy {
		Objects.requireNonNull(metadata, "metadata");
		Objects.requireNonNull(minIntervalOfRequests, "minIntervalOfRequests");
		Objects.requireNonNull(queueTimeout, "queueTimeout");
	}

	@Override
	public RuleKind kind() {
		return RuleKind.THROTTLING_STRATEGY;
	}

}
