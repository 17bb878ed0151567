package io.opensergo.core.rule;

import java.time.Duration;
import java.util.List;
import java.util.Objects;

import org.jspecify.annotations.Nullable;

/**
 * Opens when the share of slow or failed requests reaches a ratio, and lets one request
 * probe after a while.
 *
 * @param metadata the metadata
 * @param trigger which requests count as bad
 * @param triggerRatio the share of bad requests at which the breaker opens, above 0 and
 * at most 1; reaching it is enough
 * @param statDuration the duration that is looked at, 1 ms or more
 * @param recoveryTimeout how long the breaker stays open before a request may probe, 1 ms
 * or more
 * @param minRequestAmount the fewest requests within the duration at which the breaker
 * may open, 1 or more
 * @param maxAllowedRt slower requests count as bad; {@code null} unless the trigger is
 * {@link Trigger#SLOW_REQUEST_RATIO}
 * @param errorTypes names of exception classes that count as errors, with their
 * subclasses; empty for every error. An extension in its form: the specification names
 * the field but not its values
 */
public record CircuitBreakerStrategy(RuleMetadata metadata, Trigger trigger, double triggerRatio, Duration statDuration,
		Duration recoveryTimeout, int minRequestAmount, @Nullable Duration maxAllowedRt,
		List<String> errorTypes) implements ProtectionStrategy {

	/**
	 * The fewest requests when a rule names none: 5, the default of Sentinel, since the
	 * specification has none.
	 */
	public static final int DEFAULT_MIN_REQUEST_AMOUNT = 5;

	/**
	 * The most error types of a strategy.
	 */
	public static final int MAX_ERROR_TYPES = 64;

	/**
	 * The longest name of an error type, in characters.
	 */
	public static final int MAX_ERROR_TYPE_LENGTH = 512;

	public CircuitBreakerStrategy {
		Objects.requireNonNull(metadata, "metadata");
		Objects.requireNonNull(trigger, "trigger");
		Objects.requireNonNull(statDuration, "statDuration");
		Objects.requireNonNull(recoveryTimeout, "recoveryTimeout");
		errorTypes = List.copyOf(errorTypes);
		if (trigger == Trigger.SLOW_REQUEST_RATIO) {
			Objects.requireNonNull(maxAllowedRt, "maxAllowedRt");
		}
	}

	@Override
	public RuleKind kind() {
		return RuleKind.CIRCUIT_BREAKER_STRATEGY;
	}

	/**
	 * Which requests count as bad.
	 */
	public enum Trigger {

		/**
		 * Those that take longer than allowed.
		 */
		SLOW_REQUEST_RATIO,

		/**
		 * Those that fail.
		 */
		ERROR_REQUEST_RATIO

	}

}
