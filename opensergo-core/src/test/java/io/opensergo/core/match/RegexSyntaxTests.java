package io.opensergo.core.match;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link RegexSyntax}.
 */
class RegexSyntaxTests {

	@ParameterizedTest
	@ValueSource(strings = { "a", ".*", "a{1000}", "(a{10}){10}", "[^}{]{3}", "\\p{Lu}{2}", "\\{{5}", "a{,5}", "a{x}",
			"(?i)(x+x+)+y", "[]a]{4}" })
	void problemWhenExpressionIsFineIsNull(String regex) {
		assertThat(RegexSyntax.problem(regex)).isNull();
	}

	@ParameterizedTest
	@ValueSource(strings = { "*", "(", "[", "(?=a)", "\\1", "a{1001}" })
	void problemWhenExpressionIsNotRe2(String regex) {
		assertThat(RegexSyntax.problem(regex)).contains("not RE2");
	}

	@ParameterizedTest
	@ValueSource(strings = { "((a{1000}){1000}){1000}", "(((((((((a{9}){9}){9}){9}){9}){9}){9}){9}){9})",
			"((a{100,}){100,}){100,}", "((?:[a-z]{1,1000}){1000})", "(a|b{500}|c{500}){900}", "(\\p{L}{200}){200}" })
	void problemWhenRepetitionsMultiply(String regex) {
		assertThat(RegexSyntax.problem(regex)).contains("multiply");
	}

	@Test
	void problemWhenExpressionIsLongOrEmpty() {
		assertThat(RegexSyntax.problem("")).contains("empty");
		assertThat(RegexSyntax.problem("a".repeat(1025))).contains("1025 characters");
		assertThat(RegexSyntax.problem("a".repeat(1024))).isNull();
	}

	@ParameterizedTest
	@CsvSource({ "abc, 3", "a{5}, 5", "'a{2,7}', 7", "ab{5}, 6", "(ab){5}, 15", "[a-z]{5}, 5", "\\d{5}, 5", "a*b+, 2" })
	void unrolledSizeCounts(String regex, long expected) {
		assertThat(RegexSyntax.unrolledSize(regex)).isEqualTo(expected);
	}

}
