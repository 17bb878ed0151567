package io.opensergo.core.yaml;

import io.opensergo.core.rule.AdaptiveOverloadProtectionStrategy;
import io.opensergo.core.rule.AdaptiveOverloadProtectionStrategy.MetricType;
import io.opensergo.core.rule.CircuitBreakerStrategy;
import io.opensergo.core.rule.CircuitBreakerStrategy.Trigger;
import io.opensergo.core.rule.ConcurrencyLimitStrategy;
import io.opensergo.core.rule.FaultToleranceRule;
import io.opensergo.core.rule.FaultToleranceRule.StrategyReference;
import io.opensergo.core.rule.FaultToleranceRule.Target;
import io.opensergo.core.rule.HttpRequestFallbackAction;
import io.opensergo.core.rule.ProtectionStrategy;
import io.opensergo.core.rule.RateLimitStrategy;
import io.opensergo.core.rule.StringMatch;
import io.opensergo.core.rule.ThrottlingStrategy;

/**
 * Writes what the readers of fault tolerance read, in the spelling of the specification.
 */
final class FaultToleranceWriter {

	private FaultToleranceWriter() {
	}

	static YamlTree write(FaultToleranceRule rule) {
		return new YamlTree().putNonEmpty("selector", rule.selector())
			.putNonEmpty("targets", rule.targets().stream().map(FaultToleranceWriter::target).toList())
			.putNonEmpty("strategies", rule.strategies().stream().map(FaultToleranceWriter::reference).toList())
			.put("fallbackAction", (rule.fallbackAction() != null) ? rule.fallbackAction().name() : null);
	}

	static YamlTree write(HttpRequestFallbackAction action) {
		return new YamlTree().put("behavior", "ReturnProvidedResponse")
			.put("behaviorDesc",
					new YamlTree().put("responseStatusCode", action.statusCode())
						.put("responseContentBody", action.body())
						.putNonEmpty("responseAdditionalHeaders", action.headers()
							.stream()
							.map((header) -> new YamlTree().put("key", header.name()).put("value", header.value()))
							.toList()));
	}

	static YamlTree write(ProtectionStrategy strategy) {
		if (strategy instanceof RateLimitStrategy rate) {
			return new YamlTree()
				.put("metricType", ProtectionTerms.word(ProtectionTerms.REQUEST_METRICS, rate.metricType()))
				.put("limitMode", ProtectionTerms.word(ProtectionTerms.LIMIT_MODES, rate.limitMode()))
				.put("threshold", rate.threshold())
				.put("statDuration", RuleWriter.duration(rate.statDuration()));
		}
		if (strategy instanceof ThrottlingStrategy throttling) {
			return new YamlTree().put("minIntervalOfRequests", RuleWriter.duration(throttling.minIntervalOfRequests()))
				.put("queueTimeout", RuleWriter.duration(throttling.queueTimeout()));
		}
		if (strategy instanceof ConcurrencyLimitStrategy concurrency) {
			return new YamlTree().put("maxConcurrency", concurrency.maxConcurrency())
				.put("limitMode", ProtectionTerms.word(ProtectionTerms.CONCURRENCY_MODES, concurrency.limitMode()));
		}
		if (strategy instanceof CircuitBreakerStrategy breaker) {
			return breaker(breaker);
		}
		return adaptive((AdaptiveOverloadProtectionStrategy) strategy);
	}

	private static YamlTree breaker(CircuitBreakerStrategy breaker) {
		YamlTree tree = new YamlTree()
			.put("strategy", ProtectionTerms.word(ProtectionTerms.TRIGGERS, breaker.trigger()))
			.put("triggerRatio", RatioReader.write(breaker.triggerRatio()))
			.put("statDuration", RuleWriter.duration(breaker.statDuration()))
			.put("recoveryTimeout", RuleWriter.duration(breaker.recoveryTimeout()))
			.put("minRequestAmount", breaker.minRequestAmount());
		if (breaker.trigger() == Trigger.SLOW_REQUEST_RATIO && breaker.maxAllowedRt() != null) {
			tree.put("slowConditions", new YamlTree().put("maxAllowedRt", RuleWriter.duration(breaker.maxAllowedRt())));
		}
		return tree.putNonEmpty("errorConditions", new YamlTree().putNonEmpty("errorTypes", breaker.errorTypes()));
	}

	private static YamlTree adaptive(AdaptiveOverloadProtectionStrategy adaptive) {
		double threshold = adaptive.triggerThreshold();
		return new YamlTree()
			.put("metricType", ProtectionTerms.word(ProtectionTerms.SYSTEM_METRICS, adaptive.metricType()))
			.put("triggerThreshold",
					(adaptive.metricType() == MetricType.LOAD) ? RuleWriter.number(threshold)
							: RatioReader.write(threshold))
			.put("adaptiveStrategy",
					ProtectionTerms.word(ProtectionTerms.ADAPTIVE_STRATEGIES, adaptive.adaptiveStrategy()));
	}

	private static YamlTree target(Target target) {
		if (target.resource() instanceof StringMatch.Regex regex) {
			return new YamlTree().put("targetResourceRegex", regex.pattern());
		}
		return new YamlTree().put("targetResourceName", target.resourceName());
	}

	private static YamlTree reference(StrategyReference reference) {
		return new YamlTree().put("name", reference.name())
			.put("kind", (reference.kind() != null) ? reference.kind().kind() : null);
	}

}
