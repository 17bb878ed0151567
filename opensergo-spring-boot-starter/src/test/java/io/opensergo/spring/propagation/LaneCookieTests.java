package io.opensergo.spring.propagation;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.Objects;

import io.opensergo.core.engine.RuleEngine;
import io.opensergo.core.route.Caller;
import io.opensergo.core.rule.RuleMetadata;
import io.opensergo.core.rule.StringMatch;
import io.opensergo.core.rule.TrafficLane;
import io.opensergo.core.rule.TrafficLane.TrafficMatch;
import io.opensergo.core.source.RuleSnapshot;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.http.ResponseCookie;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link LaneCookie}.
 */
class LaneCookieTests {

	private static final String SECRET = "0123456789abcdef0123456789abcdef";

	private static final Instant NOW = Instant.parse("2026-12-01T12:00:00Z");

	private static final LaneCookie.Settings SETTINGS = new LaneCookie.Settings("lane", Duration.ofHours(8), "/", null,
			"Lax", null, true);

	private final RuleEngine engine = new RuleEngine(Caller.of("gateway", "default", Map.of()));

	LaneCookieTests() {
		rules(lane("gray", List.of()), lane("office", List.of("10.0.0.0/8")));
	}

	@Test
	void cookieIsWhatTheSettingsSay() {
		LaneCookie.Settings settings = new LaneCookie.Settings("__Secure-lane", Duration.ofMinutes(5), "/shop",
				"example.org", "Strict", true, false);
		LaneCookie cookie = new LaneCookie(settings, null, this.engine, clock(NOW));
		assertThat(answer(cookie, "gray").toString())
			.startsWith("__Secure-lane=gray; Path=/shop; Domain=example.org; Max-Age=300; Expires=")
			.endsWith("; Secure; SameSite=Strict")
			.doesNotContain("HttpOnly");
	}

	@Test
	void cookieIsForHttpsWhenItIsSetOverHttps() {
		LaneCookie cookie = cookie(null, NOW);
		assertThat(Objects.requireNonNull(cookie.answer("gray", false, true)).isSecure()).isTrue();
		assertThat(Objects.requireNonNull(cookie.answer("gray", false, false)).isSecure()).isFalse();
	}

	@Test
	void unsignedCookieCountsForLanesThatAnyClientCanEnter() {
		LaneCookie cookie = cookie(null, NOW);
		assertThat(cookie.lane(List.of("gray"))).isEqualTo("gray");
		assertThat(cookie.lane(List.of("office"))).isNull();
		assertThat(cookie.lane(List.of("unknown"))).isNull();
		assertThat(cookie.answer("office", false, false)).isNull();
		assertThat(cookie.dropped()).isEqualTo(2);
	}

	@Test
	void signedCookieCountsForEveryLaneUntilItExpires() {
		String value = answer(cookie(SECRET, NOW), "office").getValue();
		assertThat(cookie(SECRET, NOW).lane(List.of(value))).isEqualTo("office");
		assertThat(cookie(SECRET, NOW.plus(Duration.ofHours(8)).minusSeconds(1)).lane(List.of(value)))
			.isEqualTo("office");
		assertThat(cookie(SECRET, NOW.plus(Duration.ofHours(8))).lane(List.of(value))).isNull();
	}

	@Test
	void signedCookieDoesNotCountWhenAnythingOfItIsChanged() {
		String value = answer(cookie(SECRET, NOW), "gray").getValue();
		LaneCookie cookie = cookie(SECRET, NOW);
		for (int i = 0; i < value.length(); i++) {
			char changed = (value.charAt(i) == 'A') ? 'B' : 'A';
			assertThat(cookie.lane(List.of(value.substring(0, i) + changed + value.substring(i + 1)))).as("at %s", i)
				.isNull();
		}
		assertThat(cookie(SECRET + "x", NOW).lane(List.of(value))).isNull();
		LaneCookie otherName = new LaneCookie(
				new LaneCookie.Settings("other", Duration.ofHours(8), "/", null, "Lax", null, true), SECRET,
				this.engine, clock(NOW));
		assertThat(otherName.lane(List.of(value))).isNull();
	}

	@ParameterizedTest
	@ValueSource(strings = { "", "gray", "gray~", "gray~~", "~~", "gray~9999999999~", "gray~x~y", "gray~1~2~3",
			"no/lane~9999999999~x" })
	void signedCookieThatIsNoneDoesNotCount(String value) {
		assertThat(cookie(SECRET, NOW).lane(List.of(value))).isNull();
	}

	@ParameterizedTest
	@ValueSource(strings = { "", "no/lane", "gr\u00e4y", "-gray", "gray,gray" })
	void valueThatIsNoLaneNameDoesNotCount(String value) {
		assertThat(cookie(null, NOW).lane(List.of(value, "x".repeat(100_000)))).isNull();
	}

	@Test
	void firstCookieThatCountsIsTakenAmongAFew() {
		assertThat(cookie(null, NOW).lane(List.of("x", "gray"))).isEqualTo("gray");
		assertThat(cookie(null, NOW).lane(List.of("a", "b", "c", "d", "gray"))).isNull();
	}

	@Test
	void cookieOfLaneThatNoRuleKnowsAnyMoreIsCleared() {
		LaneCookie cookie = cookie(SECRET, NOW);
		String value = answer(cookie, "gray").getValue();
		rules();
		assertThat(cookie.lane(List.of(value))).isNull();
		ResponseCookie cleared = cookie.answer(null, true, false);
		assertThat(String.valueOf(cleared)).startsWith("lane=; Path=/; Max-Age=0; ");
		assertThat(cookie.answer(null, false, false)).isNull();
	}

	private void rules(TrafficLane... lanes) {
		this.engine.apply(new RuleSnapshot(1, List.of(lanes), List.of()));
	}

	private LaneCookie cookie(@Nullable String secret, Instant now) {
		return new LaneCookie(SETTINGS, secret, this.engine, clock(now));
	}

	private static ResponseCookie answer(LaneCookie cookie, String entered) {
		return Objects.requireNonNull(cookie.answer(entered, false, false));
	}

	private static Clock clock(Instant now) {
		return Clock.fixed(now, ZoneOffset.UTC);
	}

	private static TrafficLane lane(String name, List<String> sourceIp) {
		TrafficMatch match = new TrafficMatch(Map.of("x-user", StringMatch.exact(name)), null, Map.of(), Map.of(), null,
				null, sourceIp, null);
		return new TrafficLane(new RuleMetadata("default", name, Map.of()), Map.of(), List.of(match), Map.of(), name,
				TrafficLane.DEFAULT_TRAFFIC_HEADER, TrafficLane.Mode.PERMISSIVE, Map.of(), null);
	}

}
