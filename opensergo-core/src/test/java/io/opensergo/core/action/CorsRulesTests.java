package io.opensergo.core.action;

import java.time.Duration;
import java.util.List;

import io.opensergo.core.rule.HttpPolicies.CorsPolicy;
import io.opensergo.core.rule.StringMatch;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link CorsRules}.
 */
class CorsRulesTests {

	private static final List<StringMatch> ORIGINS = List.of(StringMatch.exact("https://a.example"),
			StringMatch.prefix("https://b."), StringMatch.regex("https://.*\\.c"));

	@ParameterizedTest
	@CsvSource({ "https://a.example,true", "https://b.anything,true", "https://x.c,true", "https://a.example.org,false",
			"http://a.example,false" })
	void anyOriginIsEnough(String origin, boolean allowed) {
		TestHeaders response = new TestHeaders();
		rules(ORIGINS, null).mark(TestHeaders.of("origin", origin), response);
		assertThat(response.get("access-control-allow-origin")).isEqualTo(allowed ? origin : null);
		assertThat(response.get("access-control-allow-credentials")).isEqualTo(allowed ? "true" : null);
		assertThat(response.get("access-control-expose-headers")).isEqualTo(allowed ? "x-e,x-f" : null);
	}

	@Test
	void starAllowsEveryOrigin() {
		TestHeaders response = new TestHeaders();
		rules(List.of(StringMatch.exact("*")), null).mark(TestHeaders.of("origin", "https://any"), response);
		assertThat(response.get("access-control-allow-origin")).isEqualTo("https://any");
	}

	@Test
	void requestWithoutOriginIsNotMarked() {
		TestHeaders response = new TestHeaders();
		rules(List.of(StringMatch.exact("*")), null).mark(TestHeaders.of(), response);
		assertThat(response.asMap()).isEmpty();
	}

	@ParameterizedTest
	@CsvSource(nullValues = "-",
			value = { "OPTIONS,https://a.example,GET,-,true", "OPTIONS,https://z,GET,-,false",
					"OPTIONS,https://z,GET,FORWARD,false", "OPTIONS,https://z,GET,IGNORE,true",
					"OPTIONS,https://a.example,-,IGNORE,false", "OPTIONS,-,GET,IGNORE,false",
					"GET,https://a.example,GET,IGNORE,false" })
	void preflightsAreAnswered(String method, @Nullable String origin, @Nullable String requestMethod,
			@Nullable String unmatched, boolean expected) {
		assertThat(rules(ORIGINS, unmatched).isAnswered(method, request(origin, requestMethod))).isEqualTo(expected);
	}

	@Test
	void answerOfAPreflightHoldsThePolicy() {
		TestHeaders response = new TestHeaders();
		rules(ORIGINS, null).answer(request("https://a.example", "PUT"), response);
		assertThat(response.asMap()).containsEntry("Access-Control-Allow-Origin", List.of("https://a.example"))
			.containsEntry("Access-Control-Allow-Methods", List.of("GET,PUT"))
			.containsEntry("Access-Control-Allow-Headers", List.of("x-a,x-b"))
			.containsEntry("Access-Control-Allow-Credentials", List.of("true"))
			.containsEntry("Access-Control-Max-Age", List.of("60"))
			.doesNotContainKey("Access-Control-Expose-Headers");
	}

	@Test
	void answerOfAnIgnoredPreflightDoesNotAllowItsOrigin() {
		TestHeaders response = new TestHeaders();
		rules(ORIGINS, "IGNORE").answer(request("https://z", "PUT"), response);
		assertThat(response.asMap()).doesNotContainKey("Access-Control-Allow-Origin");
	}

	@Test
	void starRepeatsWhatWasAskedFor() {
		CorsRules rules = CorsRules
			.of(new CorsPolicy(ORIGINS, List.of("*"), List.of("*"), List.of(), null, null, null));
		assertThat(rules).isNotNull();
		TestHeaders response = new TestHeaders();
		TestHeaders request = request("https://a.example", "PUT");
		request.set("Access-Control-Request-Headers", "x-one,x-two");
		rules.answer(request, response);
		assertThat(response.asMap()).containsEntry("Access-Control-Allow-Methods", List.of("PUT"))
			.containsEntry("Access-Control-Allow-Headers", List.of("x-one,x-two"))
			.doesNotContainKeys("Access-Control-Allow-Credentials", "Access-Control-Max-Age");
	}

	private static TestHeaders request(@Nullable String origin, @Nullable String requestMethod) {
		TestHeaders request = new TestHeaders();
		if (origin != null) {
			request.set("Origin", origin);
		}
		if (requestMethod != null) {
			request.set("Access-Control-Request-Method", requestMethod);
		}
		return request;
	}

	private static CorsRules rules(List<StringMatch> origins, @Nullable String unmatched) {
		CorsRules rules = CorsRules.of(new CorsPolicy(origins, List.of("GET", "PUT"), List.of("x-a", "x-b"),
				List.of("x-e", "x-f"), Duration.ofMinutes(1), true, unmatched));
		assertThat(rules).isNotNull();
		return rules;
	}

}
