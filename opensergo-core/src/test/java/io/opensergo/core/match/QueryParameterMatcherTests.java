package io.opensergo.core.match;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link QueryParameterMatcher}.
 */
class QueryParameterMatcherTests {

	@ParameterizedTest
	@CsvSource(nullValues = "none",
			value = { "/a?k=v, v", "/a?k=v&k=w, v", "/a?k, ''", "/a?k=, ''", "/a?kk=v, none", "/a?x=1&k=v, v",
					"/a?x=1&k, ''", "/a, none", "/a?K=v, none", "/a?k=%20, %20", "/a?k=v#k=w, v", "/a?xk=1, none",
					"/a?k=a=b, a=b", "/a?k&k=v, ''" })
	void firstValueIsRaw(String target, @Nullable String expected) {
		assertThat(QueryParameterMatcher.firstValue(target, "k")).isEqualTo(expected);
	}

}
