package io.opensergo.client.codec;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

import com.google.protobuf.Any;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.Message;
import io.opensergo.core.rule.AdaptiveOverloadProtectionStrategy;
import io.opensergo.core.rule.AdaptiveOverloadProtectionStrategy.AdaptiveStrategy;
import io.opensergo.core.rule.CircuitBreakerStrategy;
import io.opensergo.core.rule.CircuitBreakerStrategy.Trigger;
import io.opensergo.core.rule.ConcurrencyLimitStrategy;
import io.opensergo.core.rule.FaultToleranceRule;
import io.opensergo.core.rule.FaultToleranceRule.ActionReference;
import io.opensergo.core.rule.FaultToleranceRule.StrategyReference;
import io.opensergo.core.rule.FaultToleranceRule.Target;
import io.opensergo.core.rule.HttpRequestFallbackAction;
import io.opensergo.core.rule.HttpRequestFallbackAction.Header;
import io.opensergo.core.rule.LimitMode;
import io.opensergo.core.rule.RateLimitStrategy;
import io.opensergo.core.rule.RateLimitStrategy.MetricType;
import io.opensergo.core.rule.Rejection;
import io.opensergo.core.rule.Rejection.Severity;
import io.opensergo.core.rule.Rule;
import io.opensergo.core.rule.RuleKind;
import io.opensergo.core.rule.RuleMetadata;
import io.opensergo.core.rule.StringMatch;
import io.opensergo.core.rule.ThrottlingStrategy;
import io.opensergo.core.source.RuleSet;
import io.opensergo.protocol.common.v1.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.junit.jupiter.params.provider.Arguments.arguments;

/**
 * Tests for {@link FaultToleranceEncoder}, {@link FaultToleranceRuleDecoder} and
 * {@link ProtectionStrategyDecoder}. That what is encoded is decoded to the same rule,
 * {@link RuleCodecTests} has for all kinds.
 */
class FaultToleranceCodecTests {

	private static final RuleMetadata METADATA = new RuleMetadata("prod", "guard", Map.of("app", "stock", "b", "c"));

	private static final RuleMetadata PLAIN = RuleMetadata.of("prod", "plain");

	private final RuleCodec codec = new RuleCodec(DecodeProfile.LENIENT);

	static Stream<Rule> rules() {
		return Stream.of(
				new FaultToleranceRule(METADATA, Map.of("app", "stock", "zone", "a"),
						List.of(Target.named("GET:/foo/{id}"), Target.named("GET:/b*"), Target.named("*"),
								new Target(StringMatch.regex("(GET|PUT):/x/.*"))),
						List.of(new StrategyReference("a", null),
								new StrategyReference("a", RuleKind.CIRCUIT_BREAKER_STRATEGY)),
						new ActionReference("sorry")),
				new FaultToleranceRule(PLAIN, Map.of(), List.of(), List.of(new StrategyReference("cpu", null)), null),
				new RateLimitStrategy(METADATA, MetricType.REQUEST_AMOUNT, LimitMode.LOCAL, 0, Duration.ofMillis(1)),
				new RateLimitStrategy(PLAIN, MetricType.REQUEST_AMOUNT, LimitMode.GLOBAL, 5_000_000_000L,
						Duration.ofMinutes(5)),
				new RateLimitStrategy(PLAIN, MetricType.REQUEST_AMOUNT, LimitMode.GLOBAL_TO_LOCAL,
						RateLimitStrategy.MAX_THRESHOLD, Duration.ofMillis(Integer.MAX_VALUE)),
				new ThrottlingStrategy(METADATA, Duration.ofMillis(20), Duration.ZERO),
				new ThrottlingStrategy(PLAIN, Duration.ofSeconds(3), Duration.ofHours(1)),
				new ConcurrencyLimitStrategy(METADATA, LimitMode.LOCAL, 0),
				new ConcurrencyLimitStrategy(PLAIN, LimitMode.GLOBAL, Integer.MAX_VALUE),
				new CircuitBreakerStrategy(METADATA, Trigger.SLOW_REQUEST_RATIO, 0.6, Duration.ofSeconds(30),
						Duration.ofMillis(250), 5, Duration.ofMillis(500), List.of()),
				new CircuitBreakerStrategy(PLAIN, Trigger.ERROR_REQUEST_RATIO, 1, Duration.ofDays(24),
						Duration.ofDays(24), 1, null, List.of("java.io.IOException", "a.B$C")),
				new CircuitBreakerStrategy(PLAIN, Trigger.ERROR_REQUEST_RATIO, 0.001, Duration.ofSeconds(1),
						Duration.ofSeconds(1), Integer.MAX_VALUE, null, List.of()),
				new AdaptiveOverloadProtectionStrategy(METADATA,
						AdaptiveOverloadProtectionStrategy.MetricType.CPU_PERCENTAGE, 0.7, AdaptiveStrategy.BBR),
				new AdaptiveOverloadProtectionStrategy(PLAIN, AdaptiveOverloadProtectionStrategy.MetricType.LOAD, 4.5,
						AdaptiveStrategy.NONE),
				new AdaptiveOverloadProtectionStrategy(PLAIN,
						AdaptiveOverloadProtectionStrategy.MetricType.MEMORY_PERCENTAGE, 0, AdaptiveStrategy.NONE),
				new HttpRequestFallbackAction(METADATA, 429, "{\"sorry\": \"\u7a0d\u540e\"}",
						List.of(new Header("X-Limit", "1"), new Header("X-Limit", ""))),
				new HttpRequestFallbackAction(PLAIN, 503, "", List.of()),
				new HttpRequestFallbackAction(PLAIN, 200, null, List.of()));
	}

	@Test
	void encodeOfAStrategyTravelsInUnitsThatReadersWithoutUnitsTakeRightly() throws Exception {
		assertThat(rateOf(Duration.ofMinutes(5))).satisfies((message) -> {
			assertThat(message.getStatDuration()).isEqualTo(300);
			assertThat(message.getStatDurationTimeUnit()).isEqualTo(TimeUnit.SECOND);
		});
		assertThat(rateOf(Duration.ofMillis(1500))).satisfies((message) -> {
			assertThat(message.getStatDuration()).isEqualTo(1500);
			assertThat(message.getStatDurationTimeUnit()).isEqualTo(TimeUnit.MILLISECOND);
		});
	}

	@Test
	void encodeOfARegexLeavesTheNameOfTheTargetEmpty() throws Exception {
		Rule rule = new FaultToleranceRule(PLAIN, Map.of(), List.of(new Target(StringMatch.regex("a+"))),
				List.of(new StrategyReference("s", null)), null);
		io.opensergo.protocol.fault_tolerance.v1.FaultToleranceRule message = this.codec.encode(rule)
			.unpack(io.opensergo.protocol.fault_tolerance.v1.FaultToleranceRule.class);
		assertThat(message.getTargets(0).getTargetResourceName()).isEmpty();
		assertThat(message.getTargets(0).getTargetResourceRegex()).isEqualTo("a+");
	}

	@Test
	void encodeOfAnExactNameThatEndsWithAStarIsRefused() {
		Rule rule = new FaultToleranceRule(PLAIN, Map.of(), List.of(new Target(StringMatch.exact("a*"))),
				List.of(new StrategyReference("s", null)), null);
		assertThatIllegalArgumentException().isThrownBy(() -> this.codec.encode(rule));
	}

	@Test
	void decodeOfARuleWithoutNameNamesItByItsContent() {
		io.opensergo.protocol.fault_tolerance.v1.FaultToleranceRule message = unnamed("GET:/foo", "ten");
		RuleSet rules = decode(RuleKind.FAULT_TOLERANCE_RULE, message, unnamed("GET:/bar", "ten"));
		assertThat(rules.rejections()).isEmpty();
		assertThat(rules.rules()).hasSize(2);
		FaultToleranceRule rule = (FaultToleranceRule) rules.rules().get(0);
		assertThat(rule.metadata()).isEqualTo(RuleMetadata.of("default", "unnamed-aa907c1384f716a9"));
		assertThat(rule.targets()).containsExactly(Target.named("GET:/foo"));
		assertThat(rule.strategies()).containsExactly(new StrategyReference("ten", RuleKind.RATE_LIMIT_STRATEGY));
		assertThat(rule.fallbackAction()).isNull();
		assertThat(decode(RuleKind.FAULT_TOLERANCE_RULE, unnamed("GET:/bar", "ten"), message).rules())
			.as("the same names in another order")
			.containsExactlyInAnyOrderElementsOf(rules.rules());
	}

	@Test
	void decodeOfTwoEqualRulesWithoutNameTakesOne() {
		RuleSet rules = decode(RuleKind.FAULT_TOLERANCE_RULE, unnamed("GET:/foo", "ten"), unnamed("GET:/foo", "ten"));
		assertThat(rules.rules()).hasSize(1);
		assertThat(rules.rejections()).singleElement().satisfies((rejection) -> {
			assertThat(rejection.severity()).isEqualTo(Severity.WARNING);
			assertThat(rejection.reason()).contains("sent twice");
		});
	}

	@Test
	void decodeTakesTheKindOfAStrategyInBothSpellings() {
		RuleSet rules = decode(RuleKind.FAULT_TOLERANCE_RULE,
				unnamed("GET:/foo", "ten").toBuilder()
					.clearStrategies()
					.addStrategies(strategy("a").setKind(RuleKind.THROTTLING_STRATEGY.wireName()))
					.build());
		assertThat(((FaultToleranceRule) rules.rules().get(0)).strategies())
			.containsExactly(new StrategyReference("a", RuleKind.THROTTLING_STRATEGY));
	}

	@Test
	void decodeOfARateLimitWithoutModeAndUnitTakesLocalAndSeconds() {
		RuleSet rules = decode(RuleKind.RATE_LIMIT_STRATEGY,
				io.opensergo.protocol.fault_tolerance.v1.RateLimitStrategy.newBuilder()
					.setName("ten")
					.setThreshold(10)
					.setStatDuration(5)
					.build());
		assertThat(rules.rules()).containsExactly(new RateLimitStrategy(RuleMetadata.of("default", "ten"),
				MetricType.REQUEST_AMOUNT, LimitMode.LOCAL, 10, Duration.ofSeconds(5)));
		assertThat(rules.rejections()).singleElement().satisfies((rejection) -> {
			assertThat(rejection.severity()).isEqualTo(Severity.WARNING);
			assertThat(rejection.name()).isEqualTo("ten");
			assertThat(rejection.path()).isEqualTo("limit_mode");
		});
	}

	@Test
	void decodeOfABreakerWithoutUnitsTakesMillisecondsAndTellsBothReadingsOnce() {
		RuleSet rules = decode(RuleKind.CIRCUIT_BREAKER_STRATEGY, breaker(300, 50, 500));
		assertThat(rules.rules())
			.containsExactly(new CircuitBreakerStrategy(RuleMetadata.of("default", "b"), Trigger.SLOW_REQUEST_RATIO,
					0.6, Duration.ofMillis(300), Duration.ofMillis(50), 5, Duration.ofMillis(500), List.of()));
		assertThat(rules.rejections()).singleElement().satisfies((rejection) -> {
			assertThat(rejection.severity()).isEqualTo(Severity.WARNING);
			assertThat(rejection.name()).isEqualTo("b");
			assertThat(rejection.reason()).contains("stat_duration 300 is taken as 300ms, but is 30000ms",
					"recovery_timeout 50 is taken as 50ms, but is 5000ms",
					"max_allowed_rt_millis 500 is taken as 500ms, but is 50000ms");
		});
	}

	@Test
	void decodeOfABreakerWhoseNumbersCanOnlyBeMillisecondsTellsNothing() {
		RuleSet rules = decode(RuleKind.CIRCUIT_BREAKER_STRATEGY, breaker(1001, 255, 7));
		assertThat(rules.rules()).hasSize(1);
		assertThat(rules.rejections()).isEmpty();
	}

	@Test
	void decodeOfALostDurationLeavesTheRuleOutAndKeepsTheOthers() {
		RuleSet rules = decode(RuleKind.CIRCUIT_BREAKER_STRATEGY, breaker(-1, 255, 7),
				breaker(1001, 255, 7).toBuilder().setName("other").build());
		assertThat(rules.rules()).extracting((rule) -> rule.metadata().name()).containsExactly("other");
		assertThat(rules.rejections()).singleElement().satisfies((rejection) -> {
			assertThat(rejection.severity()).isEqualTo(Severity.WARNING);
			assertThat(rejection.reason()).contains("stat_duration -1", "left out");
		});
	}

	@Test
	void decodeOfABreakerWithUnitsTakesThem() {
		RuleSet rules = decode(RuleKind.CIRCUIT_BREAKER_STRATEGY,
				breaker(30, 5, 500).toBuilder()
					.setStatDurationTimeUnit(TimeUnit.SECOND)
					.setRecoveryTimeoutTimeUnit(TimeUnit.MINUTE)
					.build());
		assertThat(rules.rejections()).isEmpty();
		assertThat(rules.rules()).singleElement().isInstanceOfSatisfying(CircuitBreakerStrategy.class, (breaker) -> {
			assertThat(breaker.statDuration()).isEqualTo(Duration.ofSeconds(30));
			assertThat(breaker.recoveryTimeout()).isEqualTo(Duration.ofMinutes(5));
			assertThat(breaker.maxAllowedRt()).isEqualTo(Duration.ofMillis(500));
		});
	}

	@ParameterizedTest
	@CsvSource({ "20, 500, true", "7, 3, false", "7, 0, false" })
	void decodeOfThrottlingWithoutMetadataTellsDoubtfulDurations(long interval, long queue, boolean doubtful) {
		RuleSet rules = decode(RuleKind.THROTTLING_STRATEGY,
				io.opensergo.protocol.fault_tolerance.v1.ThrottlingStrategy.newBuilder()
					.setName("queue")
					.setMinIntervalMillisOfRequests(interval)
					.setQueueTimeoutMillis(queue)
					.build());
		assertThat(rules.rules()).containsExactly(new ThrottlingStrategy(RuleMetadata.of("default", "queue"),
				Duration.ofMillis(interval), Duration.ofMillis(queue)));
		assertThat(rules.rejections()).hasSize(doubtful ? 1 : 0);
	}

	@ParameterizedTest
	@MethodSource("incomplete")
	void decodeOfAMessageWithOurMetadataOrStrictlyRepairsNothing(RuleKind kind, Message message, String path) {
		RuleSet strict = new RuleCodec(DecodeProfile.STRICT).decode(kind, "default", "test",
				List.of(Any.pack(message)));
		assertThat(strict.rules()).isEmpty();
		assertThat(strict.rejections()).extracting(Rejection::path).contains(path);
		Message ours = message.toBuilder()
			.setField(message.getDescriptorForType().findFieldByNumber(100),
					io.opensergo.protocol.traffic.v1.RuleMetadata.getDefaultInstance())
			.build();
		RuleSet lenient = decode(kind, ours);
		assertThat(lenient.rules()).isEmpty();
		assertThat(lenient.rejections()).extracting(Rejection::path).contains(path);
		assertThat(decode(kind, message).rules()).hasSize(1);
	}

	static Stream<Arguments> incomplete() {
		io.opensergo.protocol.fault_tolerance.v1.RateLimitStrategy rate = io.opensergo.protocol.fault_tolerance.v1.RateLimitStrategy
			.newBuilder()
			.setName("ten")
			.setStatDuration(1)
			.build();
		return Stream.of(arguments(RuleKind.RATE_LIMIT_STRATEGY, rate, "limit_mode"),
				arguments(RuleKind.RATE_LIMIT_STRATEGY, rate, "metric_type"),
				arguments(RuleKind.RATE_LIMIT_STRATEGY, rate, "stat_duration"),
				arguments(RuleKind.CONCURRENCY_LIMIT_STRATEGY,
						io.opensergo.protocol.fault_tolerance.v1.ConcurrencyLimitStrategy.newBuilder()
							.setName("eight")
							.build(),
						"limit_mode"),
				arguments(RuleKind.CIRCUIT_BREAKER_STRATEGY, breaker(300, 50, 500), "recovery_timeout"));
	}

	@ParameterizedTest
	@MethodSource("refused")
	void decodeRefuses(RuleKind kind, Message message, String path) {
		RuleSet rules = decode(kind, message);
		assertThat(rules.rules()).isEmpty();
		assertThat(rules.rejections()).filteredOn((rejection) -> rejection.severity() == Severity.ERROR)
			.singleElement()
			.satisfies((rejection) -> assertThat(rejection.path()).isEqualTo(path));
	}

	static Stream<Arguments> refused() {
		io.opensergo.protocol.fault_tolerance.v1.FaultToleranceRule.Builder rule = unnamed("a", "s").toBuilder();
		io.opensergo.protocol.fault_tolerance.v1.RateLimitStrategy.Builder rate = io.opensergo.protocol.fault_tolerance.v1.RateLimitStrategy
			.newBuilder()
			.setName("ten")
			.setStatDuration(1);
		io.opensergo.protocol.fault_tolerance.v1.ThrottlingStrategy.Builder throttling = io.opensergo.protocol.fault_tolerance.v1.ThrottlingStrategy
			.newBuilder()
			.setName("queue")
			.setMinIntervalMillisOfRequests(1);
		io.opensergo.protocol.fault_tolerance.v1.CircuitBreakerStrategy.Builder breaker = breaker(30, 5, 5).toBuilder()
			.setStatDurationTimeUnit(TimeUnit.SECOND)
			.setRecoveryTimeoutTimeUnit(TimeUnit.SECOND);
		io.opensergo.protocol.fault_tolerance.v1.AdaptiveOverloadProtectionStrategy.Builder adaptive = io.opensergo.protocol.fault_tolerance.v1.AdaptiveOverloadProtectionStrategy
			.newBuilder()
			.setName("cpu")
			.setMetricTypeValue(1)
			.setAdaptiveStrategyValue(1);
		io.opensergo.protocol.fault_tolerance.v1.HttpRequestFallbackAction.Builder action = io.opensergo.protocol.fault_tolerance.v1.HttpRequestFallbackAction
			.newBuilder()
			.setName("sorry")
			.setResponseStatusCode(429);
		return Stream.of(rule(rule.clone().clearTargets(), "targets"),
				rule(rule.clone().clearStrategies(), "strategies"),
				rule(rule.clone().addTargets(target("")), "targets[1]"),
				rule(rule.clone().addTargets(target("a").setTargetResourceRegex("b")), "targets[1]"),
				rule(rule.clone().addTargets(target("").setTargetResourceRegex("(")),
						"targets[1].target_resource_regex"),
				rule(rule.clone().addTargets(target("a".repeat(1025))), "targets[1]"),
				rule(rule.clone().addStrategies(strategy("")), "strategies[1].name"),
				rule(rule.clone().addStrategies(strategy("a").setKind("TrafficRouter")), "strategies[1].kind"),
				rule(rule.clone().addStrategies(strategy("a").setKind("No")), "strategies[1].kind"),
				rule(many(rule.clone()), "targets"),
				rule(rule.clone().setAction(rule.getAction().toBuilder().setName("a").setKind("No")), "action.kind"),
				arguments(RuleKind.RATE_LIMIT_STRATEGY, rate.clone().clearName().build(), "name"),
				arguments(RuleKind.RATE_LIMIT_STRATEGY, rate.clone().setThreshold(-1).build(), "threshold"),
				arguments(RuleKind.RATE_LIMIT_STRATEGY, rate.clone().setThreshold(Long.MAX_VALUE).build(), "threshold"),
				arguments(RuleKind.RATE_LIMIT_STRATEGY, rate.clone().setStatDuration(0).build(), "stat_duration"),
				arguments(RuleKind.RATE_LIMIT_STRATEGY,
						rate.clone().setStatDuration(25).setStatDurationTimeUnit(TimeUnit.DAY).build(),
						"stat_duration"),
				arguments(RuleKind.RATE_LIMIT_STRATEGY, rate.clone().setStatDurationTimeUnitValue(9).build(),
						"stat_duration"),
				arguments(RuleKind.RATE_LIMIT_STRATEGY, rate.clone().setMetricTypeValue(9).build(), "metric_type"),
				arguments(RuleKind.RATE_LIMIT_STRATEGY, rate.clone().setLimitModeValue(9).build(), "limit_mode"),
				arguments(RuleKind.THROTTLING_STRATEGY, throttling.clone().clearMinIntervalMillisOfRequests().build(),
						"min_interval_millis_of_requests"),
				arguments(RuleKind.THROTTLING_STRATEGY, throttling.clone().setQueueTimeoutMillis(1L << 31).build(),
						"queue_timeout_millis"),
				arguments(RuleKind.CONCURRENCY_LIMIT_STRATEGY,
						io.opensergo.protocol.fault_tolerance.v1.ConcurrencyLimitStrategy.newBuilder()
							.setName("eight")
							.setMaxConcurrency(1L << 31)
							.build(),
						"max_concurrency"),
				arguments(RuleKind.CIRCUIT_BREAKER_STRATEGY, breaker.clone().clearStrategy().build(), "strategy"),
				arguments(RuleKind.CIRCUIT_BREAKER_STRATEGY, breaker.clone().setTriggerRatio(60).build(),
						"trigger_ratio"),
				arguments(RuleKind.CIRCUIT_BREAKER_STRATEGY, breaker.clone().setTriggerRatio(Double.NaN).build(),
						"trigger_ratio"),
				arguments(RuleKind.CIRCUIT_BREAKER_STRATEGY, breaker.clone().setMinRequestAmount(-1).build(),
						"min_request_amount"),
				arguments(RuleKind.CIRCUIT_BREAKER_STRATEGY, breaker.clone().clearSlowCondition().build(),
						"slow_condition.max_allowed_rt_millis"),
				arguments(RuleKind.CIRCUIT_BREAKER_STRATEGY, breaker.clone().clearRecoveryTimeoutTimeUnit().build(),
						"recovery_timeout"),
				arguments(RuleKind.ADAPTIVE_OVERLOAD_PROTECTION_STRATEGY, adaptive.clone().clearMetricType().build(),
						"metric_type"),
				arguments(RuleKind.ADAPTIVE_OVERLOAD_PROTECTION_STRATEGY,
						adaptive.clone().setTriggerThreshold(70).build(), "trigger_threshold"),
				arguments(RuleKind.ADAPTIVE_OVERLOAD_PROTECTION_STRATEGY,
						adaptive.clone().setAdaptiveStrategyValue(9).build(), "adaptive_strategy"),
				arguments(RuleKind.HTTP_REQUEST_FALLBACK_ACTION, action.clone().clearName().build(), "name"),
				arguments(RuleKind.HTTP_REQUEST_FALLBACK_ACTION, action.clone().setResponseStatusCode(100).build(),
						"response_status_code"),
				arguments(RuleKind.HTTP_REQUEST_FALLBACK_ACTION,
						action.clone().setResponseContentBody("a".repeat(65537)).build(), "response_content_body"),
				arguments(RuleKind.HTTP_REQUEST_FALLBACK_ACTION, header(action.clone(), "a b", "c").build(),
						"response_additional_headers[0].key"),
				arguments(RuleKind.HTTP_REQUEST_FALLBACK_ACTION, header(action.clone(), "a", "b\r\nc: d").build(),
						"response_additional_headers[0].value"));
	}

	@Test
	void decodeOfAFieldThatIsNotKnownWarns() throws Exception {
		byte[] newer = { (byte) 0xF8, 0x3F, 1 };
		Any payload = Any.pack(breaker(1001, 255, 7));
		RuleSet rules = this.codec.decode(RuleKind.CIRCUIT_BREAKER_STRATEGY, "default", "test",
				List.of(payload.toBuilder()
					.setValue(payload.getValue().concat(com.google.protobuf.ByteString.copyFrom(newer)))
					.build()));
		assertThat(rules.rules()).hasSize(1);
		assertThat(rules.rejections()).singleElement()
			.satisfies((rejection) -> assertThat(rejection.reason()).contains("field number 1023"));
	}

	private RuleSet decode(RuleKind kind, Message... messages) {
		return this.codec.decode(kind, "default", "test",
				Stream.of(messages).map((message) -> Any.pack(message)).toList());
	}

	private io.opensergo.protocol.fault_tolerance.v1.RateLimitStrategy rateOf(Duration duration)
			throws InvalidProtocolBufferException {
		return this.codec.encode(new RateLimitStrategy(PLAIN, MetricType.REQUEST_AMOUNT, LimitMode.LOCAL, 1, duration))
			.unpack(io.opensergo.protocol.fault_tolerance.v1.RateLimitStrategy.class);
	}

	private static Arguments rule(com.google.protobuf.Message.Builder builder, String path) {
		return arguments(RuleKind.FAULT_TOLERANCE_RULE, builder.build(), path);
	}

	private static io.opensergo.protocol.fault_tolerance.v1.FaultToleranceRule.Builder many(
			io.opensergo.protocol.fault_tolerance.v1.FaultToleranceRule.Builder rule) {
		for (int i = 0; i < FaultToleranceRule.MAX_TARGETS; i++) {
			rule.addTargets(target("t" + i));
		}
		return rule;
	}

	private static io.opensergo.protocol.fault_tolerance.v1.HttpRequestFallbackAction.Builder header(
			io.opensergo.protocol.fault_tolerance.v1.HttpRequestFallbackAction.Builder action, String key,
			String value) {
		action.addResponseAdditionalHeadersBuilder().setKey(key).setValue(value);
		return action;
	}

	private static io.opensergo.protocol.fault_tolerance.v1.FaultToleranceRule unnamed(String target, String strategy) {
		return io.opensergo.protocol.fault_tolerance.v1.FaultToleranceRule.newBuilder()
			.addTargets(target(target))
			.addStrategies(strategy(strategy).setKind("RateLimitStrategy"))
			.build();
	}

	private static io.opensergo.protocol.fault_tolerance.v1.FaultToleranceRule.FaultToleranceRuleTargetRef.Builder target(
			String name) {
		return io.opensergo.protocol.fault_tolerance.v1.FaultToleranceRule.FaultToleranceRuleTargetRef.newBuilder()
			.setTargetResourceName(name);
	}

	private static io.opensergo.protocol.fault_tolerance.v1.FaultToleranceRule.FaultToleranceStrategyRef.Builder strategy(
			String name) {
		return io.opensergo.protocol.fault_tolerance.v1.FaultToleranceRule.FaultToleranceStrategyRef.newBuilder()
			.setName(name);
	}

	private static io.opensergo.protocol.fault_tolerance.v1.CircuitBreakerStrategy breaker(int duration, int recovery,
			int allowed) {
		io.opensergo.protocol.fault_tolerance.v1.CircuitBreakerStrategy.Builder builder = io.opensergo.protocol.fault_tolerance.v1.CircuitBreakerStrategy
			.newBuilder()
			.setName("b")
			.setStrategy(
					io.opensergo.protocol.fault_tolerance.v1.CircuitBreakerStrategy.Strategy.STRATEGY_SLOW_REQUEST_RATIO)
			.setTriggerRatio(0.6)
			.setStatDuration(duration)
			.setRecoveryTimeout(recovery)
			.setMinRequestAmount(5);
		builder.getSlowConditionBuilder().setMaxAllowedRtMillis(allowed);
		return builder.build();
	}

}
