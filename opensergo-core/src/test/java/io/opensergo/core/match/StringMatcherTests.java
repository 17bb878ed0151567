package io.opensergo.core.match;

import io.opensergo.core.rule.StringMatch;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link StringMatcher}.
 */
class StringMatcherTests {

	@Test
	void exactIsCaseSensitiveUnlessToldOtherwise() {
		assertThat(StringMatcher.of(StringMatch.exact("Gray")).matches("gray")).isFalse();
		assertThat(StringMatcher.of(new StringMatch.Exact("Gray", true)).matches("gRAY")).isTrue();
	}

	@Test
	void exactWhenEmptyMatchesEmptyOnly() {
		StringMatcher matcher = StringMatcher.of(StringMatch.exact(""));
		assertThat(matcher.matches("")).isTrue();
		assertThat(matcher.matches("a")).isFalse();
	}

	@Test
	void ignoreCaseFoldsAsciiOnly() {
		assertThat(StringMatcher.of(new StringMatch.Exact("k", true)).matches("\u212A")).isFalse();
	}

	@Test
	void regexMatchesTheWholeValue() {
		StringMatcher matcher = StringMatcher.of(StringMatch.regex("v[0-9]+"));
		assertThat(matcher.matches("v12")).isTrue();
		assertThat(matcher.matches("xv12")).isFalse();
		assertThat(matcher.matches("v12x")).isFalse();
	}

	@Test
	void suffixAndContains() {
		assertThat(StringMatcher.of(new StringMatch.Suffix(".png", true)).matches("/a.PNG")).isTrue();
		assertThat(StringMatcher.of(new StringMatch.Suffix(".png", false)).matches("/a.PNG")).isFalse();
		assertThat(StringMatcher.of(new StringMatch.Contains("bob", true)).matches("aBoBy")).isTrue();
		assertThat(StringMatcher.of(new StringMatch.Contains("bob", true)).matches("bo")).isFalse();
	}

	@Test
	void presentMatchesEverything() {
		assertThat(StringMatcher.of(StringMatch.present()).matches("")).isTrue();
	}

}
