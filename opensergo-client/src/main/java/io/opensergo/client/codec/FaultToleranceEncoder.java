package io.opensergo.client.codec;

import java.time.Duration;
import java.util.TreeMap;

import com.google.protobuf.Message;
import io.opensergo.core.rule.AdaptiveOverloadProtectionStrategy;
import io.opensergo.core.rule.CircuitBreakerStrategy;
import io.opensergo.core.rule.ConcurrencyLimitStrategy;
import io.opensergo.core.rule.FaultToleranceRule;
import io.opensergo.core.rule.FaultToleranceRule.StrategyReference;
import io.opensergo.core.rule.FaultToleranceRule.Target;
import io.opensergo.core.rule.HttpRequestFallbackAction;
import io.opensergo.core.rule.LimitMode;
import io.opensergo.core.rule.ProtectionStrategy;
import io.opensergo.core.rule.RateLimitStrategy;
import io.opensergo.core.rule.RuleKind;
import io.opensergo.core.rule.RuleMetadata;
import io.opensergo.core.rule.StringMatch;
import io.opensergo.core.rule.ThrottlingStrategy;
import io.opensergo.protocol.common.v1.TimeUnit;
import io.opensergo.protocol.fault_tolerance.v1.CircuitBreakerStrategy.CircuitBreakerErrorCondition;
import io.opensergo.protocol.fault_tolerance.v1.CircuitBreakerStrategy.CircuitBreakerSlowCondition;
import io.opensergo.protocol.fault_tolerance.v1.FaultToleranceRule.FaultToleranceActionRef;
import io.opensergo.protocol.fault_tolerance.v1.FaultToleranceRule.FaultToleranceRuleTargetRef;
import io.opensergo.protocol.fault_tolerance.v1.FaultToleranceRule.FaultToleranceStrategyRef;

/**
 * Rules of fault tolerance as the published messages, with what those have no place for
 * in fields from 100 on.
 */
final class FaultToleranceEncoder {

	private static final long MILLIS_PER_SECOND = 1000;

	private FaultToleranceEncoder() {
	}

	static Message encode(FaultToleranceRule rule) {
		io.opensergo.protocol.fault_tolerance.v1.FaultToleranceRule.Builder builder = io.opensergo.protocol.fault_tolerance.v1.FaultToleranceRule
			.newBuilder()
			.setMetadata(MetadataCodec.encode(rule.metadata()))
			.putAllSelector(new TreeMap<>(rule.selector()));
		rule.targets().forEach((target) -> builder.addTargets(encode(target)));
		rule.strategies().forEach((strategy) -> builder.addStrategies(encode(strategy)));
		if (rule.fallbackAction() != null) {
			builder.setAction(FaultToleranceActionRef.newBuilder()
				.setName(rule.fallbackAction().name())
				.setKind(RuleKind.HTTP_REQUEST_FALLBACK_ACTION.kind()));
		}
		return builder.build();
	}

	private static FaultToleranceRuleTargetRef encode(Target target) {
		if (target.resource() instanceof StringMatch.Regex regex) {
			return FaultToleranceRuleTargetRef.newBuilder().setTargetResourceRegex(regex.pattern()).build();
		}
		return FaultToleranceRuleTargetRef.newBuilder().setTargetResourceName(target.resourceName()).build();
	}

	private static FaultToleranceStrategyRef encode(StrategyReference reference) {
		FaultToleranceStrategyRef.Builder builder = FaultToleranceStrategyRef.newBuilder().setName(reference.name());
		if (reference.kind() != null) {
			builder.setKind(reference.kind().kind());
		}
		return builder.build();
	}

	static Message encode(ProtectionStrategy strategy) {
		if (strategy instanceof RateLimitStrategy rate) {
			return rate(rate);
		}
		if (strategy instanceof ThrottlingStrategy throttling) {
			return io.opensergo.protocol.fault_tolerance.v1.ThrottlingStrategy.newBuilder()
				.setName(throttling.metadata().name())
				.setMinIntervalMillisOfRequests(throttling.minIntervalOfRequests().toMillis())
				.setQueueTimeoutMillis(throttling.queueTimeout().toMillis())
				.setMetadata(metadata(throttling.metadata()))
				.build();
		}
		if (strategy instanceof ConcurrencyLimitStrategy concurrency) {
			return io.opensergo.protocol.fault_tolerance.v1.ConcurrencyLimitStrategy.newBuilder()
				.setName(concurrency.metadata().name())
				.setLimitMode((concurrency.limitMode() == LimitMode.LOCAL)
						? io.opensergo.protocol.fault_tolerance.v1.ConcurrencyLimitStrategy.LimitMode.LIMIT_MODE_LOCAL
						: io.opensergo.protocol.fault_tolerance.v1.ConcurrencyLimitStrategy.LimitMode.LIMIT_MODE_GLOBAL)
				.setMaxConcurrency(concurrency.maxConcurrency())
				.setMetadata(metadata(concurrency.metadata()))
				.build();
		}
		if (strategy instanceof CircuitBreakerStrategy breaker) {
			return breaker(breaker);
		}
		return adaptive((AdaptiveOverloadProtectionStrategy) strategy);
	}

	/**
	 * A duration in whole seconds travels in seconds, because the published control plane
	 * means seconds and readers were written for it.
	 */
	private static Message rate(RateLimitStrategy rate) {
		Duration duration = rate.statDuration();
		boolean seconds = duration.toMillis() % MILLIS_PER_SECOND == 0;
		return io.opensergo.protocol.fault_tolerance.v1.RateLimitStrategy.newBuilder()
			.setName(rate.metadata().name())
			.setMetricType(io.opensergo.protocol.fault_tolerance.v1.RateLimitStrategy.MetricType.REQUEST_AMOUNT)
			.setLimitMode((rate.limitMode() == LimitMode.LOCAL)
					? io.opensergo.protocol.fault_tolerance.v1.RateLimitStrategy.LimitMode.LIMIT_MODE_LOCAL
					: io.opensergo.protocol.fault_tolerance.v1.RateLimitStrategy.LimitMode.LIMIT_MODE_GLOBAL)
			.setGlobalToLocal(rate.limitMode() == LimitMode.GLOBAL_TO_LOCAL)
			.setThreshold(rate.threshold())
			.setStatDuration((int) (seconds ? duration.toSeconds() : duration.toMillis()))
			.setStatDurationTimeUnit(seconds ? TimeUnit.SECOND : TimeUnit.MILLISECOND)
			.setMetadata(metadata(rate.metadata()))
			.build();
	}

	private static Message breaker(CircuitBreakerStrategy breaker) {
		io.opensergo.protocol.fault_tolerance.v1.CircuitBreakerStrategy.Builder builder = io.opensergo.protocol.fault_tolerance.v1.CircuitBreakerStrategy
			.newBuilder()
			.setName(breaker.metadata().name())
			.setTriggerRatio(breaker.triggerRatio())
			.setStatDuration(breaker.statDuration().toMillis())
			.setStatDurationTimeUnit(TimeUnit.MILLISECOND)
			.setRecoveryTimeout((int) breaker.recoveryTimeout().toMillis())
			.setRecoveryTimeoutTimeUnit(TimeUnit.MILLISECOND)
			.setMinRequestAmount(breaker.minRequestAmount())
			.setMetadata(metadata(breaker.metadata()));
		Duration allowed = breaker.maxAllowedRt();
		if (breaker.trigger() == CircuitBreakerStrategy.Trigger.SLOW_REQUEST_RATIO && allowed != null) {
			builder.setStrategy(
					io.opensergo.protocol.fault_tolerance.v1.CircuitBreakerStrategy.Strategy.STRATEGY_SLOW_REQUEST_RATIO)
				.setSlowCondition(
						CircuitBreakerSlowCondition.newBuilder().setMaxAllowedRtMillis((int) allowed.toMillis()));
		}
		else {
			builder.setStrategy(
					io.opensergo.protocol.fault_tolerance.v1.CircuitBreakerStrategy.Strategy.STRATEGY_ERROR_REQUEST_RATIO)
				.setErrorCondition(CircuitBreakerErrorCondition.newBuilder().addAllErrorTypes(breaker.errorTypes()));
		}
		return builder.build();
	}

	private static Message adaptive(AdaptiveOverloadProtectionStrategy adaptive) {
		return io.opensergo.protocol.fault_tolerance.v1.AdaptiveOverloadProtectionStrategy.newBuilder()
			.setName(adaptive.metadata().name())
			.setMetricType(switch (adaptive.metricType()) {
				case CPU_PERCENTAGE ->
					io.opensergo.protocol.fault_tolerance.v1.AdaptiveOverloadProtectionStrategy.MetricType.METRIC_TYPE_CPU_PERCENTAGE;
				case LOAD ->
					io.opensergo.protocol.fault_tolerance.v1.AdaptiveOverloadProtectionStrategy.MetricType.METRIC_TYPE_LOAD;
				case MEMORY_PERCENTAGE ->
					io.opensergo.protocol.fault_tolerance.v1.AdaptiveOverloadProtectionStrategy.MetricType.METRIC_TYPE_MEMORY_PERCENTAGE;
			})
			.setTriggerThreshold(adaptive.triggerThreshold())
			.setAdaptiveStrategy(switch (adaptive.adaptiveStrategy()) {
				case NONE ->
					io.opensergo.protocol.fault_tolerance.v1.AdaptiveOverloadProtectionStrategy.AdaptiveStrategy.ADAPTIVE_STRATEGY_NONE;
				case BBR ->
					io.opensergo.protocol.fault_tolerance.v1.AdaptiveOverloadProtectionStrategy.AdaptiveStrategy.ADAPTIVE_STRATEGY_BBR;
			})
			.setMetadata(metadata(adaptive.metadata()))
			.build();
	}

	static Message encode(HttpRequestFallbackAction action) {
		io.opensergo.protocol.fault_tolerance.v1.HttpRequestFallbackAction.Builder builder = io.opensergo.protocol.fault_tolerance.v1.HttpRequestFallbackAction
			.newBuilder()
			.setName(action.metadata().name())
			.setResponseStatusCode(action.statusCode())
			.setMetadata(metadata(action.metadata()));
		if (action.body() != null) {
			builder.setResponseContentBody(action.body());
		}
		action.headers()
			.forEach((header) -> builder.addResponseAdditionalHeaders(
					io.opensergo.protocol.fault_tolerance.v1.HttpRequestFallbackAction.Header.newBuilder()
						.setKey(header.name())
						.setValue(header.value())));
		return builder.build();
	}

	/**
	 * The metadata without the name, for which the published messages have a field.
	 */
	private static io.opensergo.protocol.traffic.v1.RuleMetadata metadata(RuleMetadata metadata) {
		return MetadataCodec.encode(metadata).toBuilder().clearName().build();
	}

}
