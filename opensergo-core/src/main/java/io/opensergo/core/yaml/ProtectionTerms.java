package io.opensergo.core.yaml;

import java.util.Locale;
import java.util.Map;

import io.opensergo.core.rule.AdaptiveOverloadProtectionStrategy;
import io.opensergo.core.rule.AdaptiveOverloadProtectionStrategy.AdaptiveStrategy;
import io.opensergo.core.rule.CircuitBreakerStrategy.Trigger;
import io.opensergo.core.rule.LimitMode;
import io.opensergo.core.rule.RateLimitStrategy.MetricType;
import org.jspecify.annotations.Nullable;

/**
 * The words of the specification for what strategies may choose from.
 */
final class ProtectionTerms {

	static final Map<String, MetricType> REQUEST_METRICS = Map.of("RequestAmount", MetricType.REQUEST_AMOUNT);

	static final Map<String, LimitMode> LIMIT_MODES = Map.of("Local", LimitMode.LOCAL, "Global", LimitMode.GLOBAL,
			"GlobalToLocal", LimitMode.GLOBAL_TO_LOCAL);

	static final Map<String, LimitMode> CONCURRENCY_MODES = Map.of("Local", LimitMode.LOCAL, "Global",
			LimitMode.GLOBAL);

	static final Map<String, Trigger> TRIGGERS = Map.of("SlowRequestRatio", Trigger.SLOW_REQUEST_RATIO,
			"ErrorRequestRatio", Trigger.ERROR_REQUEST_RATIO);

	static final Map<String, AdaptiveOverloadProtectionStrategy.MetricType> SYSTEM_METRICS = Map.of("CpuPercentage",
			AdaptiveOverloadProtectionStrategy.MetricType.CPU_PERCENTAGE, "Load",
			AdaptiveOverloadProtectionStrategy.MetricType.LOAD, "MemoryPercentage",
			AdaptiveOverloadProtectionStrategy.MetricType.MEMORY_PERCENTAGE);

	static final Map<String, AdaptiveStrategy> ADAPTIVE_STRATEGIES = Map.of("NONE", AdaptiveStrategy.NONE, "BBR",
			AdaptiveStrategy.BBR);

	private ProtectionTerms() {
	}

	/**
	 * The metric that a text means, however it is written: case, spaces and hyphens do
	 * not matter.
	 */
	static AdaptiveOverloadProtectionStrategy.@Nullable MetricType systemMetric(String text) {
		return switch (text.replaceAll("[ _-]", "").toLowerCase(Locale.ROOT)) {
			case "cpupercentage", "cpuusagepercentage", "cpuusage", "cpu" ->
				AdaptiveOverloadProtectionStrategy.MetricType.CPU_PERCENTAGE;
			case "load", "systemload", "loadaverage" -> AdaptiveOverloadProtectionStrategy.MetricType.LOAD;
			case "memorypercentage", "memoryusagepercentage", "memoryusage", "memory" ->
				AdaptiveOverloadProtectionStrategy.MetricType.MEMORY_PERCENTAGE;
			default -> null;
		};
	}

	static @Nullable AdaptiveStrategy adaptiveStrategy(String text) {
		return ADAPTIVE_STRATEGIES.get(text.toUpperCase(Locale.ROOT));
	}

	/**
	 * The word for a value.
	 */
	static <T> String word(Map<String, T> words, T value) {
		return words.entrySet()
			.stream()
			.filter((entry) -> entry.getValue() == value)
			.map(Map.Entry::getKey)
			.findFirst()
			.orElseThrow(() -> new IllegalArgumentException(value + " has no CR form"));
	}

}
