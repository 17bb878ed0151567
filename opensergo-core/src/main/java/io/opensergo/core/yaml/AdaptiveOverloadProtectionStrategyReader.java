package io.opensergo.core.yaml;

import io.opensergo.core.rule.AdaptiveOverloadProtectionStrategy;
import io.opensergo.core.rule.AdaptiveOverloadProtectionStrategy.AdaptiveStrategy;
import io.opensergo.core.rule.AdaptiveOverloadProtectionStrategy.MetricType;
import io.opensergo.core.rule.RuleMetadata;
import org.jspecify.annotations.Nullable;

/**
 * Reads an AdaptiveOverloadProtectionStrategy. The specification describes the metrics in
 * words, "CPU usage percentage, system load, memory"; those words are read as well.
 */
final class AdaptiveOverloadProtectionStrategyReader implements SpecReader {

	@Override
	public @Nullable AdaptiveOverloadProtectionStrategy read(RuleMetadata metadata, YamlObject spec) {
		YamlValue metricValue = spec.required("metricType", "metricType: CpuPercentage");
		MetricType metric = (metricValue != null) ? metric(metricValue) : null;
		YamlValue thresholdValue = spec.required("triggerThreshold", "triggerThreshold: '70%'");
		Double threshold = (thresholdValue != null) ? threshold(thresholdValue, metric) : null;
		YamlValue strategyValue = spec.required("adaptiveStrategy", "adaptiveStrategy: NONE, or BBR");
		AdaptiveStrategy strategy = (strategyValue != null) ? strategy(strategyValue) : null;
		spec.done();
		return (metric != null && threshold != null && strategy != null)
				? new AdaptiveOverloadProtectionStrategy(metadata, metric, threshold, strategy) : null;
	}

	private static @Nullable MetricType metric(YamlValue value) {
		String text = value.nonEmptyText();
		return (text != null) ? value.term(text, ProtectionTerms.SYSTEM_METRICS, ProtectionTerms.systemMetric(text))
				: null;
	}

	private static @Nullable Double threshold(YamlValue value, @Nullable MetricType metric) {
		if (metric != MetricType.LOAD) {
			return RatioReader.read(value);
		}
		if (!value.isNumber()) {
			value.expected("a number", "write the load average, such as 4.5, without quotes");
			return null;
		}
		return value.number(0, AdaptiveOverloadProtectionStrategy.MAX_LOAD);
	}

	private static @Nullable AdaptiveStrategy strategy(YamlValue value) {
		String text = value.nonEmptyText();
		return (text != null)
				? value.term(text, ProtectionTerms.ADAPTIVE_STRATEGIES, ProtectionTerms.adaptiveStrategy(text)) : null;
	}

}
