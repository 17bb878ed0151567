package io.opensergo.core.yaml;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link Syntax}.
 */
class SyntaxTests {

	@ParameterizedTest
	@ValueSource(strings = { "stock", "Stock", "a.b.svc.cluster.local", "a.b.", "10.0.0.1", "::1", "a-1", "1a.x" })
	void isHostWhenNameOrAddress(String host) {
		assertThat(Syntax.isHost(host)).isTrue();
	}

	@ParameterizedTest
	@ValueSource(strings = { "", ".", "a..b", "-a", "a-", "a_b", "a b", "a.1", "*", "*.a", "a/b", "a:80", "1.2.3.256" })
	void isHostWhenOtherTextIsFalse(String host) {
		assertThat(Syntax.isHost(host)).isFalse();
	}

	@ParameterizedTest
	@CsvSource({ "*, true", "*.a, true", "*a.b, true", "*-a.b, true", "a.*, false", "*.*, false", "a*.b, false" })
	void isWildcardHost(String host, boolean expected) {
		assertThat(Syntax.isWildcardHost(host)).isEqualTo(expected);
	}

	@ParameterizedTest
	@CsvSource({ "a, true", "a.b/c-d_e.f, true", "a/b/c, false", "/a, false", "a/, false", "'', false", "-a, false" })
	void isLabelKey(String key, boolean expected) {
		assertThat(Syntax.isLabelKey(key)).isEqualTo(expected);
	}

	@ParameterizedTest
	@CsvSource({ "a, a, true", "a, b, false", "*.com, a.com, true", "a.com, *.com, true", "*.foo.com, *.com, true",
			"*.com, com, false", "*, a, true" })
	void overlap(String left, String right, boolean expected) {
		assertThat(Syntax.overlap(left, right)).isEqualTo(expected);
	}

}
