package io.opensergo.core.protection;

import java.time.Duration;
import java.util.List;
import java.util.Map;

import io.opensergo.core.route.Caller;
import io.opensergo.core.rule.ConcurrencyLimitStrategy;
import io.opensergo.core.rule.AdaptiveOverloadProtectionStrategy;
import io.opensergo.core.rule.FaultToleranceRule;
import io.opensergo.core.rule.FaultToleranceRule.ActionReference;
import io.opensergo.core.rule.FaultToleranceRule.StrategyReference;
import io.opensergo.core.rule.FaultToleranceRule.Target;
import io.opensergo.core.rule.HttpRequestFallbackAction;
import io.opensergo.core.rule.LimitMode;
import io.opensergo.core.rule.ProtectionStrategy;
import io.opensergo.core.rule.RateLimitStrategy;
import io.opensergo.core.rule.RateLimitStrategy.MetricType;
import io.opensergo.core.rule.Rejection;
import io.opensergo.core.rule.Rule;
import io.opensergo.core.rule.RuleKind;
import io.opensergo.core.rule.RuleMetadata;
import io.opensergo.core.rule.StringMatch;
import io.opensergo.core.source.RuleSnapshot;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link ProtectionPlan}.
 */
class ProtectionPlanTests {

	private static final Caller STOCK = Caller.of("stock", "default", Map.of("zone", "a"));

	private final ProtectionStrategy rate = new RateLimitStrategy(RuleMetadata.of("default", "ten"),
			MetricType.REQUEST_AMOUNT, LimitMode.LOCAL, 10, Duration.ofSeconds(1));

	private final ProtectionStrategy concurrency = new ConcurrencyLimitStrategy(RuleMetadata.of("default", "two"),
			LimitMode.LOCAL, 2);

	private final HttpRequestFallbackAction action = new HttpRequestFallbackAction(RuleMetadata.of("default", "sorry"),
			429, "sorry", List.of());

	@Test
	void protectionsOfFindsExactPrefixAndRegexTargetsOnceEach() {
		FaultToleranceRule rule = rule(Map.of(), Map.of(),
				List.of(StringMatch.exact("GET:/foo"), StringMatch.prefix("GET:/b"), StringMatch.regex("GET:/f.*")),
				List.of(new StrategyReference("ten", null), new StrategyReference("two", null)));
		ProtectionPlan plan = compile(rule, this.rate, this.concurrency, this.action);
		assertThat(plan.protectionsOf("GET:/foo")).extracting(Protection::strategy)
			.containsExactly(this.rate, this.concurrency);
		assertThat(plan.protectionsOf("GET:/bar")).hasSize(2);
		assertThat(plan.protectionsOf("GET:/far")).hasSize(2);
		assertThat(plan.protectionsOf("POST:/foo")).isEmpty();
		assertThat(plan.protectionsOf("GET:/foo").get(0).fallback()).isEqualTo(this.action);
		assertThat(plan.rejections()).isEmpty();
	}

	@Test
	void compileWhenAReferenceIsMissingNamesItAndKeepsTheRest() {
		FaultToleranceRule rule = rule(Map.of(), Map.of(), List.of(StringMatch.exact("a")),
				List.of(new StrategyReference("ten", RuleKind.CIRCUIT_BREAKER_STRATEGY),
						new StrategyReference("two", RuleKind.CONCURRENCY_LIMIT_STRATEGY)));
		ProtectionPlan plan = compile(rule, this.rate, this.concurrency);
		assertThat(plan.protections()).extracting(Protection::strategy).containsExactly(this.concurrency);
		assertThat(plan.protections().get(0).fallback()).isNull();
		assertThat(plan.rejections()).extracting(Rejection::path)
			.containsExactly("spec.fallbackAction", "spec.strategies[0]");
		assertThat(plan.rejections().get(1).reason()).contains("CircuitBreakerStrategy 'ten'");
	}

	@Test
	void compileWhenANameIsOfTwoKindsAsksForTheKind() {
		ProtectionStrategy other = new ConcurrencyLimitStrategy(RuleMetadata.of("default", "ten"), LimitMode.LOCAL, 1);
		FaultToleranceRule rule = rule(Map.of(), Map.of(), List.of(StringMatch.exact("a")),
				List.of(new StrategyReference("ten", null)));
		ProtectionPlan plan = compile(rule, this.rate, other, this.action);
		assertThat(plan.protections()).isEmpty();
		assertThat(plan.rejections()).singleElement()
			.satisfies((problem) -> assertThat(problem.reason()).contains("ConcurrencyLimitStrategy",
					"RateLimitStrategy"));
	}

	@Test
	void problemsNameWhatLivesInAnotherNamespace() {
		ProtectionStrategy elsewhere = new ConcurrencyLimitStrategy(RuleMetadata.of("prod", "three"), LimitMode.LOCAL,
				1);
		FaultToleranceRule rule = rule(Map.of("app", "another"), Map.of(), List.of(StringMatch.exact("a")),
				List.of(new StrategyReference("three", null)));
		assertThat(ProtectionReferences.problems(new RuleSnapshot(1, List.of(rule, elsewhere, this.action), List.of())))
			.singleElement()
			.satisfies((problem) -> {
				assertThat(problem.reason()).contains("no strategy 'three' in the namespace 'default'");
				assertThat(problem.fix()).contains("one in the namespace 'prod'");
			});
	}

	@Test
	void withKindsNamesTheKindWhereTheNameTellsIt() {
		ProtectionStrategy other = new ConcurrencyLimitStrategy(RuleMetadata.of("default", "ten"), LimitMode.LOCAL, 1);
		FaultToleranceRule rule = rule(Map.of(), Map.of(), List.of(StringMatch.exact("a")),
				List.of(new StrategyReference("ten", null), new StrategyReference("two", null),
						new StrategyReference("gone", null)));
		assertThat(ProtectionReferences
			.withKinds(new RuleSnapshot(1, List.of(rule, this.rate, other, this.concurrency), List.of())))
			.singleElement()
			.satisfies((named) -> assertThat(named.strategies()).containsExactly(new StrategyReference("ten", null),
					new StrategyReference("two", RuleKind.CONCURRENCY_LIMIT_STRATEGY),
					new StrategyReference("gone", null)));
	}

	@Test
	void compileWhenARuleHasNoTargetsOnlyOverloadStrategiesApply() {
		ProtectionStrategy overload = new AdaptiveOverloadProtectionStrategy(RuleMetadata.of("default", "cpu"),
				AdaptiveOverloadProtectionStrategy.MetricType.CPU_PERCENTAGE, 0.7,
				AdaptiveOverloadProtectionStrategy.AdaptiveStrategy.NONE);
		FaultToleranceRule rule = rule(Map.of(), Map.of(), List.of(),
				List.of(new StrategyReference("ten", null), new StrategyReference("cpu", null)));
		ProtectionPlan plan = compile(rule, this.rate, overload, this.action);
		assertThat(plan.protectionsOf("anything")).extracting(Protection::strategy).containsExactly(overload);
		assertThat(plan.rejections()).singleElement().satisfies((problem) -> {
			assertThat(problem.path()).isEqualTo("spec.strategies[0]");
			assertThat(problem.reason()).contains("no targets", "RateLimitStrategy");
		});
	}

	@Test
	void compileTakesRulesOfThisApplicationOnly() {
		List<StringMatch> targets = List.of(StringMatch.exact("a"));
		List<StrategyReference> strategies = List.of(new StrategyReference("ten", null));
		assertThat(compile(rule(Map.of("app", "stock"), Map.of(), targets, strategies), this.rate).protections())
			.hasSize(1);
		assertThat(compile(rule(Map.of("app", "order"), Map.of(), targets, strategies), this.rate).protections())
			.isEmpty();
		assertThat(compile(rule(Map.of(), Map.of("zone", "a"), targets, strategies), this.rate).protections())
			.hasSize(1);
		assertThat(compile(rule(Map.of(), Map.of("zone", "b"), targets, strategies), this.rate).protections())
			.isEmpty();
		assertThat(compile(rule(Map.of("app", "order"), Map.of("zone", "a"), targets, strategies), this.rate)
			.protections()).hasSize(1);
	}

	private static ProtectionPlan compile(Rule... rules) {
		return ProtectionPlan.compile(new RuleSnapshot(1, List.of(rules), List.of()), STOCK);
	}

	private static FaultToleranceRule rule(Map<String, String> labels, Map<String, String> selector,
			List<StringMatch> targets, List<StrategyReference> strategies) {
		return new FaultToleranceRule(new RuleMetadata("default", "rule", labels), selector,
				targets.stream().map(Target::new).toList(), strategies, new ActionReference("sorry"));
	}

}
