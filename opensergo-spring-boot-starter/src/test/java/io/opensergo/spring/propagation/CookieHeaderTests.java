package io.opensergo.spring.propagation;

import java.util.List;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link CookieHeader}.
 */
class CookieHeaderTests {

	@Test
	void valuesAreThoseOfTheNameInOrder() {
		List<String> header = List.of("a=1; lane=gray;lane=\"blue\"; xlane=red; Lane=red", "lane=a=b; lane");
		assertThat(CookieHeader.values(header, "lane")).containsExactly("gray", "blue", "a=b");
		assertThat(CookieHeader.values(header, "other")).isEmpty();
		assertThat(CookieHeader.values(null, "lane")).isEmpty();
	}

	@Test
	void withoutLeavesAllOtherCookies() {
		assertThat(CookieHeader.without(List.of("a=1; lane=gray;b=\"2\"; xlane=red", "lane=x"), "lane"))
			.isEqualTo("a=1; b=\"2\"; xlane=red");
		assertThat(CookieHeader.without(List.of("lane=gray;lane=blue;"), "lane")).isNull();
		assertThat(CookieHeader.without(null, "lane")).isNull();
	}

}
