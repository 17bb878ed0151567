package io.opensergo.core.yaml;

import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;

import io.opensergo.core.rule.AdaptiveOverloadProtectionStrategy;
import io.opensergo.core.rule.AdaptiveOverloadProtectionStrategy.AdaptiveStrategy;
import io.opensergo.core.rule.CircuitBreakerStrategy;
import io.opensergo.core.rule.CircuitBreakerStrategy.Trigger;
import io.opensergo.core.rule.ConcurrencyLimitStrategy;
import io.opensergo.core.rule.LimitMode;
import io.opensergo.core.rule.RateLimitStrategy;
import io.opensergo.core.rule.RateLimitStrategy.MetricType;
import io.opensergo.core.rule.RuleMetadata;
import io.opensergo.core.rule.ThrottlingStrategy;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

/**
 * Tests for the readers of strategies: {@link RateLimitStrategyReader},
 * {@link ThrottlingStrategyReader}, {@link ConcurrencyLimitStrategyReader},
 * {@link CircuitBreakerStrategyReader}, {@link AdaptiveOverloadProtectionStrategyReader}.
 */
class ProtectionStrategyReaderTests {

	private static final String RATE = "{metricType: RequestAmount, limitMode: Local, threshold: 10, statDuration: 1s}";

	private static final String THROTTLING = "{minIntervalOfRequests: 20ms, queueTimeout: 500ms}";

	private static final String CONCURRENCY = "{maxConcurrency: 8, limitMode: Local}";

	private static final String SLOW = "{strategy: SlowRequestRatio, triggerRatio: '60%', statDuration: 30s, "
			+ "recoveryTimeout: 5s, minRequestAmount: 5, slowConditions: {maxAllowedRt: 500ms}}";

	private static final String ERROR = "{strategy: ErrorRequestRatio, triggerRatio: 1, statDuration: 30s, "
			+ "recoveryTimeout: 250ms, minRequestAmount: 7, errorConditions: {errorType: [java.io.IOException, a.B$C]}}";

	private static final String ADAPTIVE = "{metricType: CpuPercentage, triggerThreshold: '70%', adaptiveStrategy: BBR}";

	private final RuleMetadata metadata = RuleMetadata.of("default", "test");

	@Test
	void readTakesARateLimit() {
		assertThat(rate(RATE)).isEqualTo(new RateLimitStrategy(this.metadata, MetricType.REQUEST_AMOUNT,
				LimitMode.LOCAL, 10, Duration.ofSeconds(1)));
		assertThat(rate(RATE.replace("Local", "Global")).limitMode()).isEqualTo(LimitMode.GLOBAL);
		assertThat(rate(RATE.replace("Local", "GlobalToLocal")).limitMode()).isEqualTo(LimitMode.GLOBAL_TO_LOCAL);
	}

	@Test
	void readTakesBothSpellingsOfTheDuration() {
		assertThat(rate(RATE.replace("statDuration: 1s", "statDurationSeconds: 5")).statDuration())
			.isEqualTo(Duration.ofSeconds(5));
		assertThat(rate(RATE.replace("1s", "'200ms'")).statDuration()).isEqualTo(Duration.ofMillis(200));
	}

	@ParameterizedTest
	@CsvSource({ "0, 0", "5000000000, 5000000000", "9007199254740992, 9007199254740992", "1e3, 1000", "10.0, 10" })
	void readTakesAThreshold(String written, long threshold) {
		assertThat(rate(RATE.replace("10", written)).threshold()).isEqualTo(threshold);
	}

	@Test
	void readFloorsAFractionOfARequest() {
		String text = Documents.of("RateLimitStrategy", RATE.replace("10", "10.9"));
		Documents.assertWarned(text, "spec.threshold", "the threshold 10.9 means 10");
		assertThat(Documents.read(text).rules()).singleElement()
			.isInstanceOfSatisfying(RateLimitStrategy.class, (rate) -> assertThat(rate.threshold()).isEqualTo(10));
	}

	@Test
	void readTakesThrottling() {
		assertThat(Documents.readOne(ThrottlingStrategy.class, Documents.of("ThrottlingStrategy", THROTTLING)))
			.isEqualTo(new ThrottlingStrategy(this.metadata, Duration.ofMillis(20), Duration.ofMillis(500)));
	}

	@Test
	void readTakesAQueueOfNoLength() {
		assertThat(Documents
			.readOne(ThrottlingStrategy.class, Documents.of("ThrottlingStrategy", THROTTLING.replace("500ms", "0s")))
			.queueTimeout()).isZero();
	}

	@Test
	void readTakesConcurrency() {
		assertThat(Documents.readOne(ConcurrencyLimitStrategy.class,
				Documents.of("ConcurrencyLimitStrategy", CONCURRENCY)))
			.isEqualTo(new ConcurrencyLimitStrategy(this.metadata, LimitMode.LOCAL, 8));
	}

	@Test
	void readTakesABreakerOfSlowRequests() {
		assertThat(breaker(SLOW)).isEqualTo(new CircuitBreakerStrategy(this.metadata, Trigger.SLOW_REQUEST_RATIO, 0.6,
				Duration.ofSeconds(30), Duration.ofSeconds(5), 5, Duration.ofMillis(500), List.of()));
		assertThat(breaker(SLOW.replace("slowConditions", "slowCondition"))).isEqualTo(breaker(SLOW));
	}

	@Test
	void readTakesABreakerOfErrors() {
		assertThat(breaker(ERROR)).isEqualTo(new CircuitBreakerStrategy(this.metadata, Trigger.ERROR_REQUEST_RATIO, 1,
				Duration.ofSeconds(30), Duration.ofMillis(250), 7, null, List.of("java.io.IOException", "a.B$C")));
		assertThat(breaker(ERROR.replace("errorConditions", "errorCondition").replace("errorType", "errorTypes")))
			.isEqualTo(breaker(ERROR));
		assertThat(breaker(ERROR.replace("[java.io.IOException, a.B$C]", "Timeout")).errorTypes())
			.containsExactly("Timeout");
		assertThat(
				breaker(ERROR.replace(", errorConditions: {errorType: [java.io.IOException, a.B$C]}", "")).errorTypes())
			.isEmpty();
	}

	@Test
	void readTakesFiveRequestsWhenNoAmountIsWritten() {
		assertThat(breaker(ERROR.replace("minRequestAmount: 7, ", "")).minRequestAmount())
			.isEqualTo(CircuitBreakerStrategy.DEFAULT_MIN_REQUEST_AMOUNT)
			.isEqualTo(5);
	}

	@Test
	void readWarnsOfConditionsOfTheOtherTrigger() {
		Documents.assertWarned(
				Documents.of("CircuitBreakerStrategy", ERROR.replace("}}", "}, slowConditions: {maxAllowedRt: 1s}}")),
				"spec.slowConditions", "slow requests do not count");
		Documents.assertWarned(
				Documents.of("CircuitBreakerStrategy", SLOW.replace("}}", "}, errorConditions: {errorType: a}}")),
				"spec.errorConditions", "errors do not count");
	}

	@ParameterizedTest
	@CsvSource({ "'60%', 0.6", "100%, 1", "0.5%, 0.005", "0.6, 0.6", "1, 1", "33.3%, 0.333", "0x1, 1" })
	void readTakesARatio(String written, double ratio) {
		String text = written.endsWith("%") ? "'" + written + "'" : written;
		assertThat(breaker(SLOW.replace("'60%'", text)).triggerRatio()).isEqualTo(ratio);
	}

	@ParameterizedTest
	@CsvSource({ "1ms, 1", "20ms, 20", "1s, 1000", "2sec, 2000", "3seconds, 3000", "1m, 60000", "5min, 300000",
			"1minute, 60000", "1h, 3600000", "2hours, 7200000", "1d, 86400000", "24days, 2073600000",
			"2147483647ms, 2147483647" })
	void readTakesADuration(String written, long millis) {
		assertThat(breaker(SLOW.replace("30s", written)).statDuration()).isEqualTo(Duration.ofMillis(millis));
	}

	@ParameterizedTest
	@CsvSource({ "CpuPercentage, CPU_PERCENTAGE", "'CPU usage percentage', CPU_PERCENTAGE", "cpu, CPU_PERCENTAGE",
			"memory, MEMORY_PERCENTAGE", "MemoryPercentage, MEMORY_PERCENTAGE", "memory-usage, MEMORY_PERCENTAGE" })
	void readTakesTheMetricsOfTheSpecification(String written, AdaptiveOverloadProtectionStrategy.MetricType metric) {
		assertThat(adaptive(ADAPTIVE.replace("CpuPercentage", written)))
			.isEqualTo(new AdaptiveOverloadProtectionStrategy(this.metadata, metric, 0.7, AdaptiveStrategy.BBR));
	}

	@ParameterizedTest
	@CsvSource({ "Load, 4.5", "system load, 0", "load, 128" })
	void readTakesALoadAsANumber(String written, String threshold) {
		assertThat(adaptive(ADAPTIVE.replace("CpuPercentage", written).replace("'70%'", threshold)))
			.isEqualTo(new AdaptiveOverloadProtectionStrategy(this.metadata,
					AdaptiveOverloadProtectionStrategy.MetricType.LOAD, Double.parseDouble(threshold),
					AdaptiveStrategy.BBR));
	}

	@ParameterizedTest
	@CsvSource({ "BBR, BBR", "bbr, BBR", "None, NONE", "NONE, NONE" })
	void readTakesAnAdaptiveStrategyInAnyCase(String written, AdaptiveStrategy strategy) {
		assertThat(adaptive(ADAPTIVE.replace("BBR", written)).adaptiveStrategy()).isEqualTo(strategy);
	}

	@ParameterizedTest
	@MethodSource("rejections")
	void readRejects(String kind, String spec, String path, String reason, String fix) {
		String text = Documents.of(kind, spec);
		Documents.assertRejected(text, path, reason);
		assertThat(Documents.read(text).rejections()).as("one mistake is told once")
			.singleElement()
			.satisfies((rejection) -> assertThat(rejection.fix()).contains(fix));
	}

	static Stream<Arguments> rejections() {
		return Stream.of(
				rate("metricType: RequestAmount, ", "", "spec.metricType", "missing", "metricType: RequestAmount"),
				rate("RequestAmount", "RequestAmont", "spec.metricType", "is not RequestAmount", "RequestAmount"),
				rate("limitMode: Local, ", "", "spec.limitMode", "missing", "Global or GlobalToLocal or Local"),
				rate("Local", "GlobaltoLocal", "spec.limitMode", "is not one of Global, GlobalToLocal, Local",
						"write GlobalToLocal"),
				rate("threshold: 10, ", "", "spec.threshold", "missing", "threshold: 10"),
				rate("10", "-1", "spec.threshold", "out of range", "from 0 to 9007199254740992"),
				rate("10", "9007199254740994", "spec.threshold", "out of range", "from 0"),
				rate("10", ".nan", "spec.threshold", "out of range", "from 0"),
				rate("10", "'10'", "spec.threshold", "expected a number", "without quotes"),
				rate(", statDuration: 1s", "", "spec.statDuration", "missing", "statDuration: 1s"),
				rate("1s", "1s, statDurationSeconds: 1", "spec.statDurationSeconds", "mean the same", "remove one"),
				rate("statDuration: 1s", "statDurationSeconds: 0", "spec.statDurationSeconds", "out of range",
						"from 1"),
				rate("statDuration: 1s", "statDurationSeconds: 1s", "spec.statDurationSeconds", "a whole number", ""),
				rate("1s", "1", "spec.statDuration", "expected a duration with a unit", "1s"),
				rate("1s", "'1'", "spec.statDuration", "has no unit", "ms, s, min, h and d"),
				rate("1s", "0s", "spec.statDuration", "must be 1ms or more", ""),
				rate("1s", "5mins", "spec.statDuration", "\"mins\" is not a unit of time", "did you mean 5min?"),
				rate("1s", "1S", "spec.statDuration", "\"S\" is not a unit of time", "did you mean 1s?"),
				rate("1s", "1m30s", "spec.statDuration", "is not a duration", "one whole number and one unit"),
				rate("1s", "1.5s", "spec.statDuration", "is not a duration", "1500ms"),
				rate("1s", "-1s", "spec.statDuration", "is not a duration", ""),
				rate("1s", "25d", "spec.statDuration", "too long", "2147483647ms"),
				rate("1s", "999999999999999999d", "spec.statDuration", "too long", ""),
				rate("1s", "9999999999999999999s", "spec.statDuration", "is not a duration", ""),
				rate("1s", "[1s]", "spec.statDuration", "expected text", ""),
				rate("threshold", "treshold: 1, threshold", "spec.treshold", "unknown key", "'threshold'"),
				throttling("20ms", "0ms", "spec.minIntervalOfRequests", "1ms or more", ""),
				throttling("minIntervalOfRequests: 20ms, ", "", "spec.minIntervalOfRequests", "missing", "20ms"),
				throttling(", queueTimeout: 500ms", "", "spec.queueTimeout", "missing", "0ms"),
				throttling("500ms", "0", "spec.queueTimeout", "with a unit", ""),
				concurrency("8", "-1", "spec.maxConcurrency", "out of range", "from 0 to 2147483647"),
				concurrency("8", "2147483648", "spec.maxConcurrency", "out of range", ""),
				concurrency("8", "1.5", "spec.maxConcurrency", "a whole number", ""),
				concurrency("maxConcurrency: 8, ", "", "spec.maxConcurrency", "missing", ""),
				concurrency("Local", "GlobalToLocal", "spec.limitMode", "is not one of Global, Local", ""),
				concurrency(", limitMode: Local", "", "spec.limitMode", "missing", "Global or Local"),
				slow("SlowRequestRatio", "slowRequestRatio", "spec.strategy", "is not one of",
						"write SlowRequestRatio"),
				slow("strategy: SlowRequestRatio, ", "", "spec.strategy", "missing", ""),
				slow("'60%'", "60", "spec.triggerRatio", "more than 1", "'60%'"),
				slow("'60%'", "0", "spec.triggerRatio", "above 0", ""),
				slow("'60%'", "'0%'", "spec.triggerRatio", "above 0", ""),
				slow("'60%'", "'101%'", "spec.triggerRatio", "more than 100%", ""),
				slow("'60%'", "'0.6'", "spec.triggerRatio", "expected a percentage", "0.6 without quotes"),
				slow("'60%'", "'-1%'", "spec.triggerRatio", "expected a percentage", ""),
				slow("'60%'", "-0.5", "spec.triggerRatio", "out of range", ""),
				slow("triggerRatio: '60%', ", "", "spec.triggerRatio", "missing", "'60%'"),
				slow("30s", "30x", "spec.statDuration", "is not a unit", ""),
				slow("statDuration: 30s, ", "", "spec.statDuration", "missing", "30s"),
				slow("recoveryTimeout: 5s, ", "", "spec.recoveryTimeout", "missing", "5s"),
				slow("minRequestAmount: 5", "minRequestAmount: 0", "spec.minRequestAmount", "out of range", "from 1"),
				slow(", slowConditions: {maxAllowedRt: 500ms}", "", "spec.slowConditions", "missing", "maxAllowedRt"),
				slow("maxAllowedRt: 500ms", "", "spec.slowConditions.maxAllowedRt", "missing", "500ms"),
				slow("500ms}", "500ms}, slowCondition: {maxAllowedRt: 1s}", "spec.slowCondition", "mean the same", ""),
				slow("500ms}", "500ms, minRt: 1s}", "spec.slowConditions.minRt", "unknown key", ""),
				error("a.B$C", "a-b", "spec.errorConditions.errorType[1]", "is not the name of a class", ""),
				error("a.B$C", "a..b", "spec.errorConditions.errorType[1]", "is not the name of a class", ""),
				error("a.B$C", "'" + "a".repeat(513) + "'", "spec.errorConditions.errorType[1]", "not the name", ""),
				error("[java.io.IOException, a.B$C]", "[" + "a, ".repeat(65) + "]", "spec.errorConditions.errorType",
						"65 error types", "at most 64"),
				error("errorType:", "errorTypes: a, errorType:", "spec.errorConditions.errorTypes", "mean the same",
						""),
				adaptive("CpuPercentage", "disk", "spec.metricType", "is not one of", "CpuPercentage"),
				adaptive("metricType: CpuPercentage, ", "", "spec.metricType", "missing", "CpuPercentage"),
				adaptive("'70%'", "70", "spec.triggerThreshold", "more than 1", "'60%'"),
				adaptive("'70%', ", "'70%', x: 1, ", "spec.x", "unknown key", ""),
				adaptive("triggerThreshold: '70%', ", "", "spec.triggerThreshold", "missing", ""),
				adaptive("CpuPercentage", "Load", "spec.triggerThreshold", "expected a number", "without quotes"),
				adaptive("BBR", "BRR", "spec.adaptiveStrategy", "is not one of BBR, NONE", "write BBR"),
				adaptive(", adaptiveStrategy: BBR", "", "spec.adaptiveStrategy", "missing", "NONE, or BBR"));
	}

	private static Arguments rate(String old, String now, String path, String reason, String fix) {
		return arguments("RateLimitStrategy", changed(RATE, old, now), path, reason, fix);
	}

	private static Arguments throttling(String old, String now, String path, String reason, String fix) {
		return arguments("ThrottlingStrategy", changed(THROTTLING, old, now), path, reason, fix);
	}

	private static Arguments concurrency(String old, String now, String path, String reason, String fix) {
		return arguments("ConcurrencyLimitStrategy", changed(CONCURRENCY, old, now), path, reason, fix);
	}

	private static Arguments slow(String old, String now, String path, String reason, String fix) {
		return arguments("CircuitBreakerStrategy", changed(SLOW, old, now), path, reason, fix);
	}

	private static Arguments error(String old, String now, String path, String reason, String fix) {
		return arguments("CircuitBreakerStrategy", changed(ERROR, old, now), path, reason, fix);
	}

	private static Arguments adaptive(String old, String now, String path, String reason, String fix) {
		return arguments("AdaptiveOverloadProtectionStrategy", changed(ADAPTIVE, old, now), path, reason, fix);
	}

	private static String changed(String spec, String old, String now) {
		assertThat(spec).contains(old);
		return spec.replace(old, now);
	}

	private static RateLimitStrategy rate(String spec) {
		return Documents.readOne(RateLimitStrategy.class, Documents.of("RateLimitStrategy", spec));
	}

	private static CircuitBreakerStrategy breaker(String spec) {
		return Documents.readOne(CircuitBreakerStrategy.class, Documents.of("CircuitBreakerStrategy", spec));
	}

	private static AdaptiveOverloadProtectionStrategy adaptive(String spec) {
		return Documents.readOne(AdaptiveOverloadProtectionStrategy.class,
				Documents.of("AdaptiveOverloadProtectionStrategy", spec));
	}

}
