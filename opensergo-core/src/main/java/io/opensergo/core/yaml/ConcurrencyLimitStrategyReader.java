package io.opensergo.core.yaml;

import io.opensergo.core.rule.ConcurrencyLimitStrategy;
import io.opensergo.core.rule.LimitMode;
import io.opensergo.core.rule.RuleMetadata;
import org.jspecify.annotations.Nullable;

/**
 * Reads a ConcurrencyLimitStrategy.
 */
final class ConcurrencyLimitStrategyReader implements SpecReader {

	@Override
	public @Nullable ConcurrencyLimitStrategy read(RuleMetadata metadata, YamlObject spec) {
		YamlValue maxValue = spec.required("maxConcurrency", "the most requests at once, such as maxConcurrency: 8");
		Long max = (maxValue != null) ? maxValue.wholeNumber(0, Integer.MAX_VALUE) : null;
		LimitMode mode = spec.requiredChoice("limitMode", ProtectionTerms.CONCURRENCY_MODES);
		spec.done();
		return (max != null && mode != null) ? new ConcurrencyLimitStrategy(metadata, mode, max) : null;
	}

}
