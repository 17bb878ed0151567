package io.opensergo.core.yaml;

import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

import io.opensergo.core.rule.FaultToleranceRule;
import io.opensergo.core.rule.FaultToleranceRule.ActionReference;
import io.opensergo.core.rule.FaultToleranceRule.StrategyReference;
import io.opensergo.core.rule.FaultToleranceRule.Target;
import io.opensergo.core.rule.RuleKind;
import io.opensergo.core.rule.RuleMetadata;
import io.opensergo.core.rule.StringMatch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

/**
 * Tests for {@link FaultToleranceRuleReader}.
 */
class FaultToleranceRuleReaderTests {

	private static final String RULE = """

			selector: {app: my-app}
			targets:
			- targetResourceName: 'GET:/foo/{id}'
			strategies:
			- name: rate-limit-foo
			fallbackAction: fallback-foo
			""";

	@Test
	void readTakesTheRuleOfTheSpecification() {
		FaultToleranceRule rule = Documents.readOne(FaultToleranceRule.class, """
				apiVersion: fault-tolerance.opensergo.io/v1alpha1
				kind: FaultToleranceRule
				metadata:
				  name: my-rule
				  namespace: prod
				  labels:
				    app: my-app
				spec:
				  selector:
				    app: my-app
				  targets:
				    - targetResourceName: '/foo'
				  strategies:
				    - name: rate-limit-foo
				  fallbackAction: fallback-foo
				""");
		assertThat(rule).isEqualTo(new FaultToleranceRule(new RuleMetadata("prod", "my-rule", Map.of("app", "my-app")),
				Map.of("app", "my-app"), List.of(new Target(StringMatch.exact("/foo"))),
				List.of(new StrategyReference("rate-limit-foo", null)), new ActionReference("fallback-foo")));
	}

	@Test
	void readTakesTheStarAndRegexOfTargets() {
		assertThat(read("""

				targets:
				- targetResourceName: 'GET:/foo*'
				- targetResourceName: '*'
				- targetResourceName: 'a*b'
				- targetResourceRegex: '(GET|PUT):/x/.*'
				strategies: [{name: a}]
				""").targets()).extracting(Target::resource)
			.containsExactly(StringMatch.prefix("GET:/foo"), StringMatch.prefix(""), StringMatch.exact("a*b"),
					StringMatch.regex("(GET|PUT):/x/.*"));
	}

	@Test
	void readTakesStrategiesWithAndWithoutAKind() {
		assertThat(read(RULE.replace("- name: rate-limit-foo", """
				- {name: a}
				- {name: a, kind: RateLimitStrategy}
				- {name: b, kind: ThrottlingStrategy}
				- {name: c, kind: ConcurrencyLimitStrategy}
				- {name: d, kind: CircuitBreakerStrategy}
				- {name: e, kind: AdaptiveOverloadProtectionStrategy}
				""")).strategies()).containsExactly(new StrategyReference("a", null),
				new StrategyReference("a", RuleKind.RATE_LIMIT_STRATEGY),
				new StrategyReference("b", RuleKind.THROTTLING_STRATEGY),
				new StrategyReference("c", RuleKind.CONCURRENCY_LIMIT_STRATEGY),
				new StrategyReference("d", RuleKind.CIRCUIT_BREAKER_STRATEGY),
				new StrategyReference("e", RuleKind.ADAPTIVE_OVERLOAD_PROTECTION_STRATEGY));
	}

	@ParameterizedTest
	@ValueSource(strings = { "fallbackAction: fallback-foo", "fallbackAction: {name: fallback-foo}",
			"action: fallback-foo", "action: {name: fallback-foo, kind: HttpRequestFallbackAction}" })
	void readTakesTheSpellingsOfTheAction(String action) {
		assertThat(read(RULE.replace("fallbackAction: fallback-foo", action))).isEqualTo(read(RULE));
	}

	@Test
	void readTakesARuleWithoutAction() {
		assertThat(read(RULE.replace("fallbackAction: fallback-foo", "")).fallbackAction()).isNull();
	}

	@Test
	void readTakesARuleOfTheWholeInstanceWithoutTargets() {
		assertThat(read("strategies: [{name: a, kind: AdaptiveOverloadProtectionStrategy}]").targets()).isEmpty();
		assertThat(read("strategies: [{name: a}]").targets()).isEmpty();
	}

	@Test
	void readWarnsOfAStrategyThatIsNamedTwice() {
		Documents.assertWarned(
				Documents.of("FaultToleranceRule", RULE.replace("- name: rate-limit-foo", "- name: a\n- name: a")),
				"spec.strategies[1]", "named twice");
	}

	@ParameterizedTest
	@MethodSource("rejections")
	void readRejects(String old, String now, String path, String reason, String fix) {
		assertThat(RULE).contains(old);
		String text = Documents.of("FaultToleranceRule", RULE.replace(old, now));
		Documents.assertRejected(text, path, reason);
		assertThat(Documents.read(text).rejections()).as("one mistake is told once")
			.singleElement()
			.satisfies((rejection) -> assertThat(rejection.fix()).contains(fix));
	}

	static Stream<Arguments> rejections() {
		String targets = "targets:\n- targetResourceName: 'GET:/foo/{id}'\n";
		String target = "targetResourceName: 'GET:/foo/{id}'";
		String strategies = "strategies:\n- name: rate-limit-foo\n";
		String strategy = "name: rate-limit-foo";
		String action = "fallbackAction: fallback-foo";
		return Stream.of(arguments("{app: my-app}", "{app: 'a b'}", "spec.selector.app", "is not a label value", ""),
				arguments(targets + strategies, "strategies: [{name: a, kind: RateLimitStrategy}]\n", "spec.targets",
						"missing", "targetResourceName"),
				arguments(targets + strategies, "targets: []\nstrategies: [{name: a, kind: RateLimitStrategy}]\n",
						"spec.targets", "the list is empty", "targetResourceName"),
				arguments(target, target + "\n  resource: a", "spec.targets[0].resource", "unknown key", ""),
				arguments(target, "{}", "spec.targets[0].targetResourceName", "missing", "GET:/foo"),
				arguments(target, "targetResourceName: ''", "spec.targets[0].targetResourceName", "empty", ""),
				arguments(target, "targetResourceName: " + "a".repeat(1025), "spec.targets[0].targetResourceName",
						"1025 characters", "at most 1024"),
				arguments(target, "targetResourceRegex: '(a'", "spec.targets[0].targetResourceRegex", "", "RE2"),
				arguments(target, "targetResourceRegex: a\n  targetResourceName: b",
						"spec.targets[0].targetResourceRegex", "cannot stand with", "remove one"),
				arguments(targets, "targets: [" + "{targetResourceName: a}, ".repeat(257) + "]\n", "spec.targets",
						"257 targets", "at most 256"),
				arguments(strategies, "", "spec.strategies", "missing", ""),
				arguments(strategies, "strategies: []\n", "spec.strategies", "the list is empty", ""),
				arguments(strategy, strategy + "\n  nam: a", "spec.strategies[0].nam", "unknown key", "'name'"),
				arguments(strategy, "{}", "spec.strategies[0].name", "missing", "name: "),
				arguments(strategy, "name: a/b", "spec.strategies[0].name", "is not a name", ""),
				arguments(strategy, "name: a\n  kind: RateLimitStrategie", "spec.strategies[0].kind", "is not one of",
						"RateLimitStrategy"),
				arguments(strategy, "name: a\n  kind: TrafficRouter", "spec.strategies[0].kind", "is not one of", ""),
				arguments(strategies, "strategies: [" + strategiesOf(65) + "]\n", "spec.strategies", "65 strategies",
						"at most 64"),
				arguments(action, "fallbackAction: a\naction: b", "spec.action", "mean the same", "remove one"),
				arguments(action, "fallbackAction: [a]", "spec.fallbackAction", "expected text", ""),
				arguments(action, "action: {name: a, kind: HttpRequestFallback}", "spec.action.kind",
						"is not HttpRequestFallbackAction", ""),
				arguments(action, "action: {}", "spec.action.name", "missing", ""),
				arguments(action, "falbackAction: a", "spec.falbackAction", "unknown key", "'fallbackAction'"));
	}

	private static String strategiesOf(int count) {
		StringBuilder items = new StringBuilder();
		for (int i = 0; i < count; i++) {
			items.append("{name: s").append(i).append("}, ");
		}
		return items.toString();
	}

	private static FaultToleranceRule read(String spec) {
		return Documents.readOne(FaultToleranceRule.class,
				Documents.of("FaultToleranceRule", spec.startsWith("\n") ? spec : "\n" + spec + "\n"));
	}

}
