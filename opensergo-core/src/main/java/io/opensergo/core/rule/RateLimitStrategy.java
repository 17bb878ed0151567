package io.opensergo.core.rule;

import java.time.Duration;
import java.util.Objects;

/**
 * At most N requests per duration.
 *
 * @param metadata the metadata
 * @param metricType what is counted
 * @param limitMode whose requests are counted
 * @param threshold the most requests that pass within the duration, 0 or more
 * @param statDuration the duration, 1 ms or more, in whole milliseconds
 */
public record RateLimitStrategy(RuleMetadata metadata, MetricType metricType, LimitMode limitMode, long threshold,
		Duration statDuration) implements ProtectionStrategy {

	/**
	 * The largest threshold, 2⁵³: the specification writes a double, and up to here each
	 * whole number is one.
	 */
	public static final long MAX_THRESHOLD = 1L << 53;

	public RateLimitStrategy {
		Objects.requireNonNull(metadata, "metadata");
		Objects.requireNonNull(metricType, "metricType");
		Objects.requireNonNull(limitMode, "limitMode");
		Objects.requireNonNull(statDuration, "statDuration");
	}

	@Override
	public RuleKind kind() {
		return RuleKind.RATE_LIMIT_STRATEGY;
	}

	/**
	 * What is counted.
	 */
	public enum MetricType {

		/**
		 * Requests.
		 */
		REQUEST_AMOUNT

	}

}
