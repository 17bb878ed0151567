package io.opensergo.core.yaml;

import java.time.Duration;

import io.opensergo.core.rule.LimitMode;
import io.opensergo.core.rule.ProtectionStrategy;
import io.opensergo.core.rule.RateLimitStrategy;
import io.opensergo.core.rule.RateLimitStrategy.MetricType;
import io.opensergo.core.rule.RuleMetadata;
import org.jspecify.annotations.Nullable;

/**
 * Reads a RateLimitStrategy. The duration has two spellings: {@code statDuration} of the
 * specification, and {@code statDurationSeconds} of the published CRD.
 */
final class RateLimitStrategyReader implements SpecReader {

	private static final int MAX_SECONDS = (int) ProtectionStrategy.MAX_DURATION.toSeconds();

	@Override
	public @Nullable RateLimitStrategy read(RuleMetadata metadata, YamlObject spec) {
		MetricType metric = spec.requiredChoice("metricType", ProtectionTerms.REQUEST_METRICS);
		LimitMode mode = spec.requiredChoice("limitMode", ProtectionTerms.LIMIT_MODES);
		YamlValue thresholdValue = spec.required("threshold", "the most requests, such as threshold: 10");
		Long threshold = (thresholdValue != null) ? readThreshold(thresholdValue) : null;
		Duration duration = readDuration(spec);
		spec.done();
		return (metric != null && mode != null && threshold != null && duration != null)
				? new RateLimitStrategy(metadata, metric, mode, threshold, duration) : null;
	}

	private static @Nullable Long readThreshold(YamlValue value) {
		Double threshold = value.number(0, RateLimitStrategy.MAX_THRESHOLD);
		if (threshold == null) {
			return null;
		}
		long whole = threshold.longValue();
		if (whole != threshold) {
			value.warning("requests are counted one by one: the threshold " + threshold + " means " + whole,
					"write a whole number");
		}
		return whole;
	}

	private static @Nullable Duration readDuration(YamlObject spec) {
		YamlValue value = spec.either("statDuration", "statDurationSeconds");
		if (value == null) {
			return TimeAmountReader.required(spec, "statDuration", "1s");
		}
		if (!spec.isSet("statDurationSeconds")) {
			return TimeAmountReader.read(value, false);
		}
		Integer seconds = spec.integer("statDurationSeconds", 1, MAX_SECONDS);
		return (seconds != null) ? Duration.ofSeconds(seconds) : null;
	}

}
