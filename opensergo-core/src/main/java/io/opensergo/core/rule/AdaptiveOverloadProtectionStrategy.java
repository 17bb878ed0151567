package io.opensergo.core.rule;

import java.util.Objects;

/**
 * Sheds inbound requests while the instance is overloaded.
 *
 * @param metadata the metadata
 * @param metricType the metric that tells overload
 * @param triggerThreshold the value above which requests are shed: a share from 0 to 1 of
 * percentages, the load average for {@link MetricType#LOAD}
 * @param adaptiveStrategy which requests are shed then
 */
public record AdaptiveOverloadProtectionStrategy(RuleMetadata metadata, MetricType metricType, double triggerThreshold,
		AdaptiveStrategy adaptiveStrategy) implements ProtectionStrategy {

	/**
	 * The largest threshold of a load average.
	 */
	public static final double MAX_LOAD = 1_000_000;

	public AdaptiveOverloadProtectionStrategy {
		Objects.requireNonNull(metadata, "metadata");
		Objects.requireNonNull(metricType, "metricType");
		Objects.requireNonNull(adaptiveStrategy, "adaptiveStrategy");
	}

	@Override
	public RuleKind kind() {
		return RuleKind.ADAPTIVE_OVERLOAD_PROTECTION_STRATEGY;
	}

	/**
	 * A metric of the instance.
	 */
	public enum MetricType {

		/**
		 * The usage of the processors.
		 */
		CPU_PERCENTAGE,

		/**
		 * The load average of the system over one minute.
		 */
		LOAD,

		/**
		 * The usage of the heap: what is used, of what it may grow to.
		 */
		MEMORY_PERCENTAGE

	}

	/**
	 * Which requests are shed above the threshold.
	 */
	public enum AdaptiveStrategy {

		/**
		 * All of them.
		 */
		NONE,

		/**
		 * Those beyond the capacity that the instance has shown lately: its best
		 * throughput times its shortest response time.
		 */
		BBR

	}

}
