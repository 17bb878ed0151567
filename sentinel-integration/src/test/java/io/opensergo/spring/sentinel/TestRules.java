package io.opensergo.spring.sentinel;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

import io.opensergo.core.protection.ProtectionPlan;
import io.opensergo.core.route.Caller;
import io.opensergo.core.rule.AdaptiveOverloadProtectionStrategy;
import io.opensergo.core.rule.AdaptiveOverloadProtectionStrategy.AdaptiveStrategy;
import io.opensergo.core.rule.AdaptiveOverloadProtectionStrategy.MetricType;
import io.opensergo.core.rule.CircuitBreakerStrategy;
import io.opensergo.core.rule.CircuitBreakerStrategy.Trigger;
import io.opensergo.core.rule.ConcurrencyLimitStrategy;
import io.opensergo.core.rule.FaultToleranceRule;
import io.opensergo.core.rule.FaultToleranceRule.StrategyReference;
import io.opensergo.core.rule.FaultToleranceRule.Target;
import io.opensergo.core.rule.LimitMode;
import io.opensergo.core.rule.ProtectionStrategy;
import io.opensergo.core.rule.RateLimitStrategy;
import io.opensergo.core.rule.Rule;
import io.opensergo.core.rule.RuleMetadata;
import io.opensergo.core.rule.StringMatch;
import io.opensergo.core.rule.ThrottlingStrategy;
import io.opensergo.core.source.RuleSnapshot;

/**
 * Rules for tests.
 */
final class TestRules {

	static final Caller APP = Caller.of("shop", "default", Map.of());

	private TestRules() {
	}

	static ProtectionPlan plan(Rule... rules) {
		return plan(List.of(rules));
	}

	static ProtectionPlan plan(List<? extends Rule> rules) {
		return ProtectionPlan.compile(new RuleSnapshot(1, List.copyOf(rules), List.of()), APP);
	}

	/**
	 * A rule for one resource with its strategies.
	 */
	static ProtectionPlan plan(String resource, ProtectionStrategy... strategies) {
		List<Rule> rules = new ArrayList<>(Arrays.asList(strategies));
		rules.add(rule("rule", new StringMatch.Exact(resource, false), strategies));
		return plan(rules);
	}

	static FaultToleranceRule rule(String name, StringMatch target, ProtectionStrategy... strategies) {
		return new FaultToleranceRule(metadata(name), Map.of(), List.of(new Target(target)), references(strategies),
				null);
	}

	static FaultToleranceRule ruleForAll(String name, ProtectionStrategy... strategies) {
		return new FaultToleranceRule(metadata(name), Map.of(), List.of(), references(strategies), null);
	}

	private static List<StrategyReference> references(ProtectionStrategy... strategies) {
		return Arrays.stream(strategies)
			.map((strategy) -> new StrategyReference(strategy.metadata().name(), strategy.kind()))
			.toList();
	}

	static RateLimitStrategy rate(long threshold, Duration duration) {
		return rate(LimitMode.LOCAL, threshold, duration);
	}

	static RateLimitStrategy rate(LimitMode mode, long threshold, Duration duration) {
		return new RateLimitStrategy(metadata("rate"), RateLimitStrategy.MetricType.REQUEST_AMOUNT, mode, threshold,
				duration);
	}

	static ConcurrencyLimitStrategy concurrency(long max) {
		return concurrency(LimitMode.LOCAL, max);
	}

	static ConcurrencyLimitStrategy concurrency(LimitMode mode, long max) {
		return new ConcurrencyLimitStrategy(metadata("concurrency"), mode, max);
	}

	static ThrottlingStrategy throttling(Duration interval, Duration queueTimeout) {
		return new ThrottlingStrategy(metadata("throttling"), interval, queueTimeout);
	}

	static CircuitBreakerStrategy errorBreaker(double ratio, int minRequests, String... errorTypes) {
		return new CircuitBreakerStrategy(metadata("breaker"), Trigger.ERROR_REQUEST_RATIO, ratio,
				Duration.ofSeconds(1), Duration.ofMillis(250), minRequests, null, List.of(errorTypes));
	}

	static CircuitBreakerStrategy slowBreaker(double ratio, int minRequests, Duration maxAllowed) {
		return new CircuitBreakerStrategy(metadata("breaker"), Trigger.SLOW_REQUEST_RATIO, ratio, Duration.ofSeconds(1),
				Duration.ofMillis(250), minRequests, maxAllowed, List.of());
	}

	static AdaptiveOverloadProtectionStrategy overload(MetricType metric, double threshold, AdaptiveStrategy strategy) {
		return new AdaptiveOverloadProtectionStrategy(metadata("overload"), metric, threshold, strategy);
	}

	private static RuleMetadata metadata(String name) {
		return RuleMetadata.of("default", name);
	}

}
