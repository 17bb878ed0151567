package io.opensergo.core.match;

import io.opensergo.core.rule.RouteConfiguration.PathMatch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link PathMatcher}.
 */
class PathMatcherTests {

	@Test
	void prefixKnowsNoSegments() {
		assertThat(PathMatcher.of(new PathMatch.Prefix("/foo", false)).matches("/foobar")).isTrue();
	}

	@ParameterizedTest
	@CsvSource({ "/foo, true", "/foo/bar, true", "/foobar, false", "/fo, false" })
	void pathSeparatedPrefixEndsAtASlash(String path, boolean expected) {
		assertThat(PathMatcher.of(new PathMatch.PathSeparatedPrefix("/foo", false)).matches(path)).isEqualTo(expected);
	}

	@Test
	void ignoreCaseIsForExactAndPrefix() {
		assertThat(PathMatcher.of(new PathMatch.Exact("/Foo", true)).matches("/fOO")).isTrue();
		assertThat(PathMatcher.of(new PathMatch.Prefix("/Foo", true)).matches("/foo/bar")).isTrue();
		assertThat(PathMatcher.of(new PathMatch.Regex("/Foo")).matches("/foo")).isFalse();
	}

	@ParameterizedTest
	@CsvSource({ "/a?b=c, /a", "/a#b, /a", "/a, /a", "/a?b#c, /a" })
	void pathOfCutsQueryAndFragment(String target, String expected) {
		assertThat(PathMatcher.pathOf(target)).isEqualTo(expected);
	}

}
