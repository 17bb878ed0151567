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

	@Test
	void matchesOfTargetSeesNothingBehindThePath() {
		assertThat(matches(new PathMatch.Exact("/a", false), "/a?b")).isTrue();
		assertThat(matches(new PathMatch.Exact("/a?b", false), "/a?b")).isFalse();
		assertThat(matches(new PathMatch.Exact("/A", true), "/a#b")).isTrue();
		assertThat(matches(new PathMatch.Prefix("/a", false), "/ab?c")).isTrue();
		assertThat(matches(new PathMatch.Prefix("/a?", false), "/a?b")).isFalse();
		assertThat(matches(new PathMatch.Regex("/a+"), "/aa?a")).isTrue();
		assertThat(matches(new PathMatch.Regex("/a.*b"), "/a?b")).isFalse();
		assertThat(matches(new PathMatch.PathSeparatedPrefix("/a", false), "/a?/")).isTrue();
		assertThat(matches(new PathMatch.PathSeparatedPrefix("/a", false), "/ab?/")).isFalse();
	}

	private static boolean matches(PathMatch match, String target) {
		return PathMatcher.of(match).matches(target, PathMatcher.lengthOf(target));
	}

}
