package io.opensergo.core.yaml;

import java.time.Duration;

import io.opensergo.core.rule.RuleMetadata;
import io.opensergo.core.rule.ThrottlingStrategy;
import org.jspecify.annotations.Nullable;

/**
 * Reads a ThrottlingStrategy.
 */
final class ThrottlingStrategyReader implements SpecReader {

	@Override
	public @Nullable ThrottlingStrategy read(RuleMetadata metadata, YamlObject spec) {
		Duration interval = TimeAmountReader.required(spec, "minIntervalOfRequests", "20ms");
		YamlValue queueValue = spec.required("queueTimeout", "queueTimeout: 500ms, or 0ms to refuse without waiting");
		Duration queueTimeout = (queueValue != null) ? TimeAmountReader.read(queueValue, true) : null;
		spec.done();
		return (interval != null && queueTimeout != null) ? new ThrottlingStrategy(metadata, interval, queueTimeout)
				: null;
	}

}
