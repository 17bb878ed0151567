package io.opensergo.core.match;

import io.opensergo.core.rule.RouteConfiguration.HeaderCondition;
import io.opensergo.core.rule.RouteConfiguration.HeaderMatch;
import io.opensergo.core.rule.StringMatch;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link HeaderMatcher}: Envoy's truth table.
 */
class HeaderMatcherTests {

	@ParameterizedTest
	@CsvSource(nullValues = "absent",
			value = { "true, false, absent, false", "true, false, v, true", "true, true, absent, true",
					"true, true, v, false", "false, false, absent, true", "false, false, v, false",
					"false, true, absent, false", "false, true, v, true" })
	void matchesWhenPresenceIsAskedFollowsTable(boolean present, boolean invert, @Nullable String value,
			boolean expected) {
		HeaderMatch match = new HeaderMatch("X-A", new HeaderCondition.Presence(present), invert, false);
		assertThat(HeaderMatcher.of(match).matches(value)).isEqualTo(expected);
	}

	@ParameterizedTest
	@CsvSource(nullValues = "absent",
			value = { "false, false, absent, false", "false, false, a, true", "false, false, b, false",
					"true, false, absent, false", "true, false, a, false", "true, false, b, true",
					"false, true, absent, false", "true, true, absent, true", "true, true, a, false" })
	void matchesWhenValueIsAskedFollowsTable(boolean invert, boolean missingAsEmpty, @Nullable String value,
			boolean expected) {
		HeaderMatch match = new HeaderMatch("X-A", HeaderCondition.of(StringMatch.exact("a")), invert, missingAsEmpty);
		assertThat(HeaderMatcher.of(match).matches(value)).isEqualTo(expected);
	}

	@ParameterizedTest
	@CsvSource(value = { "9, false", "10, true", "19, true", "20, false", "x, false", "' 12 ', true" })
	void matchesWhenRangeIsAskedIsHalfOpen(String value, boolean expected) {
		HeaderMatch match = new HeaderMatch("X-A", new HeaderCondition.Range(10, 20), false, false);
		assertThat(HeaderMatcher.of(match).matches(value)).isEqualTo(expected);
	}

	@Test
	void matchesWhenWithoutRegexForEverythingNeverHolds() {
		HeaderMatch match = new HeaderMatch("X-A", HeaderCondition.of(StringMatch.regex(".*")), true, true);
		assertThat(HeaderMatcher.of(match).matches(null)).isFalse();
		assertThat(HeaderMatcher.of(match).matches("a")).isFalse();
	}

	@Test
	void nameIsLowerCase() {
		assertThat(HeaderMatcher.of(HeaderMatch.of("X-User-Id", StringMatch.present())).name()).isEqualTo("x-user-id");
	}

}
