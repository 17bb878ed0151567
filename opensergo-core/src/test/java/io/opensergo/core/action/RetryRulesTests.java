package io.opensergo.core.action;

import java.time.Duration;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.Random;
import java.util.Set;
import java.util.stream.Collectors;

import io.opensergo.core.rule.HttpPolicies.Retries;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link RetryRules}.
 */
class RetryRulesTests {

	@ParameterizedTest
	@CsvSource(delimiter = '|', nullValues = "-", value = {
			// conditions | statuses among 200 404 409 500 502 503 504 599 | failures
			"5xx|500 502 503 504 599|CONNECT_FAILURE REFUSED_STREAM RESET",
			"gateway-error|502 503 504|CONNECT_FAILURE REFUSED_STREAM RESET",
			"reset||CONNECT_FAILURE REFUSED_STREAM RESET", "connect-failure||CONNECT_FAILURE",
			"reset-before-request||CONNECT_FAILURE", "refused-stream||REFUSED_STREAM", "retriable-4xx|409|",
			"retriable-status-codes,503|503|", "404,connect-failure|404|CONNECT_FAILURE",
			"-||CONNECT_FAILURE REFUSED_STREAM", "''||CONNECT_FAILURE REFUSED_STREAM", "retriable-headers||" })
	void conditionsNameStatusesAndFailures(@Nullable String retryOn, @Nullable String statuses,
			@Nullable String failures) {
		RetryRules rules = rules(retryOn);
		assertThat(Arrays.stream(new int[] { 200, 404, 409, 500, 502, 503, 504, 599 })
			.filter((status) -> rules.retries(status, null, false))
			.mapToObj(String::valueOf)
			.collect(Collectors.joining(" "))).isEqualTo((statuses != null) ? statuses : "");
		Set<UpstreamFailure> expected = EnumSet.noneOf(UpstreamFailure.class);
		if (failures != null) {
			Arrays.stream(failures.split(" ")).map(UpstreamFailure::valueOf).forEach(expected::add);
		}
		assertThat(Arrays.stream(UpstreamFailure.values()).filter(rules::retries)).hasSameElementsAs(expected);
	}

	@ParameterizedTest
	@CsvSource({ "cancelled,1", "deadline-exceeded,4", "internal,13", "resource-exhausted,8", "unavailable,14" })
	void conditionsNameGrpcStatuses(String retryOn, String status) {
		assertThat(rules(retryOn).retries(200, status, false)).isTrue();
		assertThat(rules(retryOn).retries(200, "2", false)).isFalse();
		assertThat(rules(retryOn).retries(200, null, false)).isFalse();
	}

	@Test
	void rateLimitedAnswersAreRetriedWhenAskedFor() {
		assertThat(rules("5xx").retries(503, null, true)).isFalse();
		assertThat(rules("envoy-ratelimited").retries(429, null, true)).isTrue();
		assertThat(rules("envoy-ratelimited").retries(429, null, false)).isFalse();
	}

	@Test
	void noAttemptsAreNoRetries() {
		assertThat(RetryRules.of(null)).isNull();
		assertThat(RetryRules.of(new Retries(0, null, null, null, false))).isNull();
	}

	@Test
	void backoffDoublesUpToTenTimesItsBase() {
		RetryRules rules = rules(null);
		assertThat(longest(rules, 1)).isBetween(Duration.ofMillis(20), Duration.ofMillis(25));
		assertThat(longest(rules, 2)).isBetween(Duration.ofMillis(40), Duration.ofMillis(50));
		assertThat(longest(rules, 3)).isBetween(Duration.ofMillis(80), Duration.ofMillis(100));
		assertThat(longest(rules, 6)).isBetween(Duration.ofMillis(200), Duration.ofMillis(250));
		assertThat(longest(rules, 1_000_000)).isBetween(Duration.ofMillis(200), Duration.ofMillis(250));
		RetryRules slow = RetryRules.of(new Retries(1, null, null, Duration.ofSeconds(1), false));
		assertThat(slow).isNotNull();
		assertThat(longest(slow, 1)).isBetween(Duration.ofMillis(800), Duration.ofSeconds(1));
	}

	private static Duration longest(RetryRules rules, int retry) {
		Random random = new Random(1);
		Duration longest = Duration.ZERO;
		for (int i = 0; i < 1000; i++) {
			Duration backoff = rules.backoff(retry, random);
			longest = (backoff.compareTo(longest) > 0) ? backoff : longest;
		}
		return longest;
	}

	@Test
	void instanceThatFailedIsAvoidedByDefault() {
		assertThat(rules(null).isAvoidingPreviousInstance()).isTrue();
		RetryRules rules = RetryRules.of(new Retries(1, null, null, null, false, false));
		assertThat(rules).isNotNull();
		assertThat(rules.isAvoidingPreviousInstance()).isFalse();
	}

	@Test
	void conditionsThatNothingTellsAreNamed() {
		assertThat(RetryRules.unappliedConditions(new Retries(1, null, "5xx,retriable-headers", null, false)))
			.containsExactly("retriable-headers");
		assertThat(RetryRules.unappliedConditions(new Retries(1, null, null, null, false))).isEmpty();
	}

	private static RetryRules rules(@Nullable String retryOn) {
		RetryRules rules = RetryRules.of(new Retries(2, null, retryOn, null, false));
		assertThat(rules).isNotNull();
		return rules;
	}

}
