package io.opensergo.client.codec;

import java.time.Duration;
import java.util.List;

import io.opensergo.core.rule.AdaptiveOverloadProtectionStrategy;
import io.opensergo.core.rule.AdaptiveOverloadProtectionStrategy.AdaptiveStrategy;
import io.opensergo.core.rule.AdaptiveOverloadProtectionStrategy.MetricType;
import io.opensergo.core.rule.CircuitBreakerStrategy;
import io.opensergo.core.rule.CircuitBreakerStrategy.Trigger;
import io.opensergo.core.rule.ConcurrencyLimitStrategy;
import io.opensergo.core.rule.LimitMode;
import io.opensergo.core.rule.ProtectionStrategy;
import io.opensergo.core.rule.RateLimitStrategy;
import io.opensergo.core.rule.RuleMetadata;
import io.opensergo.core.rule.ThrottlingStrategy;
import io.opensergo.protocol.common.v1.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Strategies from the published messages. What the published control plane leaves out by
 * mistake is repaired, unless the profile is strict or the message has our metadata and
 * so comes from a control plane that leaves nothing out.
 */
final class ProtectionStrategyDecoder {

	private final DecodeProfile profile;

	private final String namespace;

	private final Problems problems;

	ProtectionStrategyDecoder(DecodeProfile profile, String namespace, Problems problems) {
		this.profile = profile;
		this.namespace = namespace;
		this.problems = problems;
	}

	@Nullable RateLimitStrategy decode(io.opensergo.protocol.fault_tolerance.v1.RateLimitStrategy message) {
		RuleMetadata metadata = metadata(message.getName(), message.getMetadata());
		boolean repaired = isRepaired(message.hasMetadata());
		switch (message.getMetricType()) {
			case REQUEST_AMOUNT -> {
			}
			case UNKNOWN -> {
				if (!repaired) {
					this.problems.error("metric_type", "the metric is missing", "send REQUEST_AMOUNT");
				}
			}
			default -> this.problems.error("metric_type", "the metric is unknown", "send REQUEST_AMOUNT");
		}
		LimitMode mode = switch (message.getLimitMode()) {
			case LIMIT_MODE_LOCAL -> LimitMode.LOCAL;
			case LIMIT_MODE_GLOBAL -> message.getGlobalToLocal() ? LimitMode.GLOBAL_TO_LOCAL : LimitMode.GLOBAL;
			case LIMIT_MODE_UNKNOWN -> missingMode(repaired);
			default -> unknownMode();
		};
		long threshold = inRange("threshold", message.getThreshold(), 0, RateLimitStrategy.MAX_THRESHOLD);
		TimeUnit unit = (repaired && message.getStatDurationTimeUnit() == TimeUnit.UNKNOWN) ? TimeUnit.SECOND
				: message.getStatDurationTimeUnit();
		Duration duration = duration("stat_duration", message.getStatDuration(), unit, 1);
		return (mode != null && duration != null) ? new RateLimitStrategy(metadata,
				RateLimitStrategy.MetricType.REQUEST_AMOUNT, mode, threshold, duration) : null;
	}

	@Nullable ThrottlingStrategy decode(io.opensergo.protocol.fault_tolerance.v1.ThrottlingStrategy message) {
		RuleMetadata metadata = metadata(message.getName(), message.getMetadata());
		long interval = message.getMinIntervalMillisOfRequests();
		long queue = message.getQueueTimeoutMillis();
		if (isRepaired(message.hasMetadata())) {
			UnitlessDurations unitless = new UnitlessDurations(this.problems);
			interval = unitless.millis("min_interval_millis_of_requests", interval);
			queue = unitless.millis("queue_timeout_millis", queue);
			if (!unitless.report()) {
				return null;
			}
		}
		Duration intervalDuration = duration("min_interval_millis_of_requests", interval, TimeUnit.MILLISECOND, 1);
		Duration queueDuration = duration("queue_timeout_millis", queue, TimeUnit.MILLISECOND, 0);
		return (intervalDuration != null && queueDuration != null)
				? new ThrottlingStrategy(metadata, intervalDuration, queueDuration) : null;
	}

	@Nullable ConcurrencyLimitStrategy decode(io.opensergo.protocol.fault_tolerance.v1.ConcurrencyLimitStrategy message) {
		RuleMetadata metadata = metadata(message.getName(), message.getMetadata());
		LimitMode mode = switch (message.getLimitMode()) {
			case LIMIT_MODE_LOCAL -> LimitMode.LOCAL;
			case LIMIT_MODE_GLOBAL -> LimitMode.GLOBAL;
			case LIMIT_MODE_UNKNOWN -> missingMode(isRepaired(message.hasMetadata()));
			default -> unknownMode();
		};
		long max = inRange("max_concurrency", message.getMaxConcurrency(), 0, Integer.MAX_VALUE);
		return (mode != null) ? new ConcurrencyLimitStrategy(metadata, mode, max) : null;
	}

	@Nullable CircuitBreakerStrategy decode(io.opensergo.protocol.fault_tolerance.v1.CircuitBreakerStrategy message) {
		RuleMetadata metadata = metadata(message.getName(), message.getMetadata());
		Trigger trigger = switch (message.getStrategy()) {
			case STRATEGY_SLOW_REQUEST_RATIO -> Trigger.SLOW_REQUEST_RATIO;
			case STRATEGY_ERROR_REQUEST_RATIO -> Trigger.ERROR_REQUEST_RATIO;
			default -> {
				this.problems.error("strategy", "the strategy is missing or unknown",
						"send STRATEGY_SLOW_REQUEST_RATIO or STRATEGY_ERROR_REQUEST_RATIO");
				yield null;
			}
		};
		double ratio = message.getTriggerRatio();
		// the negation also catches NaN
		if (!(ratio > 0 && ratio <= 1)) {
			this.problems.error("trigger_ratio", "the ratio " + ratio + " is out of range",
					"send a share above 0, at most 1");
		}
		boolean slow = trigger == Trigger.SLOW_REQUEST_RATIO;
		TimeUnit durationUnit = message.getStatDurationTimeUnit();
		TimeUnit recoveryUnit = message.getRecoveryTimeoutTimeUnit();
		long allowedMillis = message.getSlowCondition().getMaxAllowedRtMillis();
		if (isRepaired(message.hasMetadata()) && durationUnit == TimeUnit.UNKNOWN && recoveryUnit == TimeUnit.UNKNOWN) {
			UnitlessDurations unitless = new UnitlessDurations(this.problems);
			unitless.millis("stat_duration", message.getStatDuration());
			unitless.millis("recovery_timeout", message.getRecoveryTimeout());
			if (slow) {
				unitless.millis("slow_condition.max_allowed_rt_millis", allowedMillis);
			}
			if (!unitless.report()) {
				return null;
			}
			durationUnit = TimeUnit.MILLISECOND;
			recoveryUnit = TimeUnit.MILLISECOND;
		}
		Duration duration = duration("stat_duration", message.getStatDuration(), durationUnit, 1);
		Duration recovery = duration("recovery_timeout", message.getRecoveryTimeout(), recoveryUnit, 1);
		Duration allowed = slow
				? duration("slow_condition.max_allowed_rt_millis", allowedMillis, TimeUnit.MILLISECOND, 1) : null;
		int amount = (message.getMinRequestAmount() != 0) ? message.getMinRequestAmount()
				: CircuitBreakerStrategy.DEFAULT_MIN_REQUEST_AMOUNT;
		inRange("min_request_amount", amount, 1, Integer.MAX_VALUE);
		List<String> errorTypes = slow ? List.of() : errorTypes(message);
		if (trigger == null || duration == null || recovery == null || (slow && allowed == null)) {
			return null;
		}
		return new CircuitBreakerStrategy(metadata, trigger, ratio, duration, recovery, amount, allowed, errorTypes);
	}

	private List<String> errorTypes(io.opensergo.protocol.fault_tolerance.v1.CircuitBreakerStrategy message) {
		List<String> types = message.getErrorCondition().getErrorTypesList();
		if (types.size() > CircuitBreakerStrategy.MAX_ERROR_TYPES || types.stream()
			.anyMatch((type) -> type.isEmpty() || type.length() > CircuitBreakerStrategy.MAX_ERROR_TYPE_LENGTH)) {
			this.problems.error("error_condition.error_types", "the error types are too many, empty or too long",
					"send at most " + CircuitBreakerStrategy.MAX_ERROR_TYPES + ", of at most "
							+ CircuitBreakerStrategy.MAX_ERROR_TYPE_LENGTH + " characters each");
		}
		return types;
	}

	@Nullable AdaptiveOverloadProtectionStrategy decode(
			io.opensergo.protocol.fault_tolerance.v1.AdaptiveOverloadProtectionStrategy message) {
		RuleMetadata metadata = metadata(message.getName(), message.getMetadata());
		MetricType metric = switch (message.getMetricType()) {
			case METRIC_TYPE_CPU_PERCENTAGE -> MetricType.CPU_PERCENTAGE;
			case METRIC_TYPE_LOAD -> MetricType.LOAD;
			case METRIC_TYPE_MEMORY_PERCENTAGE -> MetricType.MEMORY_PERCENTAGE;
			default -> null;
		};
		AdaptiveStrategy strategy = switch (message.getAdaptiveStrategy()) {
			case ADAPTIVE_STRATEGY_NONE -> AdaptiveStrategy.NONE;
			case ADAPTIVE_STRATEGY_BBR -> AdaptiveStrategy.BBR;
			default -> null;
		};
		if (metric == null) {
			this.problems.error("metric_type", "the metric is missing or unknown",
					"send the usage of the processors, the load or the usage of the memory");
		}
		if (strategy == null) {
			this.problems.error("adaptive_strategy", "the strategy is missing or unknown",
					"send ADAPTIVE_STRATEGY_NONE or ADAPTIVE_STRATEGY_BBR");
		}
		double max = (metric == MetricType.LOAD) ? AdaptiveOverloadProtectionStrategy.MAX_LOAD : 1;
		double threshold = message.getTriggerThreshold();
		if (!(threshold >= 0 && threshold <= max)) {
			this.problems.error("trigger_threshold", "the threshold " + threshold + " is out of range",
					"send a number from 0 to " + max);
		}
		// a negative zero would equal no other
		return (metric != null && strategy != null)
				? new AdaptiveOverloadProtectionStrategy(metadata, metric, threshold + 0.0, strategy) : null;
	}

	private boolean isRepaired(boolean hasMetadata) {
		return this.profile == DecodeProfile.LENIENT && !hasMetadata;
	}

	private @Nullable LimitMode missingMode(boolean repaired) {
		if (repaired) {
			this.problems.warning("limit_mode",
					"the control plane sends no limit mode: the limit is applied to each instance by itself",
					"use a control plane that sends it when the document says Global");
			return LimitMode.LOCAL;
		}
		this.problems.error("limit_mode", "the limit mode is missing", "send LIMIT_MODE_LOCAL or LIMIT_MODE_GLOBAL");
		return null;
	}

	private @Nullable LimitMode unknownMode() {
		this.problems.error("limit_mode", "the limit mode is unknown", "send LIMIT_MODE_LOCAL or LIMIT_MODE_GLOBAL");
		return null;
	}

	private long inRange(String path, long value, long min, long max) {
		if (value < min || value > max) {
			this.problems.error(path, "the number " + value + " is out of range",
					"send a number from " + min + " to " + max);
		}
		return value;
	}

	private @Nullable Duration duration(String path, long value, TimeUnit unit, long minMillis) {
		long max = ProtectionStrategy.MAX_DURATION.toMillis();
		long perUnit = switch (unit) {
			case MILLISECOND -> 1;
			case SECOND -> 1_000;
			case MINUTE -> 60_000;
			case HOUR -> 3_600_000;
			case DAY -> 86_400_000;
			default -> 0;
		};
		if (perUnit == 0) {
			this.problems.error(path, "the unit of the duration is missing or unknown",
					"send one of MILLISECOND to DAY");
			return null;
		}
		if (value > max / perUnit || value * perUnit < minMillis) {
			this.problems.error(path, "the duration " + value + " " + unit + " is out of range",
					"send " + minMillis + "ms to " + max + "ms");
			return null;
		}
		return Duration.ofMillis(value * perUnit);
	}

	private RuleMetadata metadata(String name, io.opensergo.protocol.traffic.v1.RuleMetadata metadata) {
		if (name.isEmpty()) {
			this.problems.error("name", "the strategy has no name", "set name");
		}
		return MetadataCodec.decode(metadata, name, this.namespace);
	}

}
