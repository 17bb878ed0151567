package io.opensergo.core.action;

import io.opensergo.core.rule.HttpPolicies.RegexRewrite;
import io.opensergo.core.rule.HttpPolicies.Rewrite;
import io.opensergo.core.rule.RouteConfiguration.PathMatch;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link PathRewrite}.
 */
class PathRewriteTests {

	@ParameterizedTest
	@CsvSource({ "prefix,/v1,/,/v1/a?q=1,//a?q=1", "prefix,/v1/,/,/v1/a?q=1,/a?q=1", "prefix,/v1,/v2,/v1,/v2",
			"prefix,/v1,/v2,/v1/a/b,/v2/a/b", "prefix,/v1,/v2,/v1x,/v2x", "exact,/a,/b,/a?x=/a,/b?x=/a",
			"exact,/a,/b,/a#f,/b#f", "regex,/a.*,/b,/a/c/d?x,/b?x", "separated,/a,/b,/a/c,/b/c", ",,/bar,/foo,/barfoo",
			",,/bar/,/foo?a=b,/bar/foo?a=b", ",,/bar,/,/bar" })
	void uriReplacesTheMatchedPart(@Nullable String kind, @Nullable String value, String uri, String path,
			String expected) {
		PathRewrite rewrite = PathRewrite.of(new Rewrite(uri, null, null), match(kind, value));
		assertThat(rewrite).isNotNull();
		assertThat(rewrite.apply(path)).isEqualTo(expected);
	}

	private static @Nullable PathMatch match(@Nullable String kind, @Nullable String value) {
		if (kind == null || value == null) {
			return null;
		}
		return switch (kind) {
			case "prefix" -> new PathMatch.Prefix(value, false);
			case "exact" -> new PathMatch.Exact(value, false);
			case "separated" -> new PathMatch.PathSeparatedPrefix(value, false);
			default -> new PathMatch.Regex(value);
		};
	}

	@ParameterizedTest
	@CsvSource({ "'^/service/([^/]+)(/.*)$',\\2/instance/\\1,/service/foo/v1/api?q=1,/v1/api/instance/foo?q=1",
			"one,two,/xxx/one/yyy/one/zzz?one,/xxx/two/yyy/two/zzz?one", "'(?i)/xxx/',/yyy/,/aaa/XxX/bbb,/aaa/yyy/bbb",
			"a,\\0\\0,/aba,/aabaa", "a,\\\\,/a,/\\", "'.*','',/a,/a", "b,x,/a,/a", "a,\\1,/a,/a", "a,x\\,/a,/a",
			"'(a)|(b)',<\\1>,/ab,/<a><>", "'a*',x,/aab,x/xbx" })
	void regexReplacesAllOccurrences(String match, String replacement, String path, String expected) {
		PathRewrite rewrite = PathRewrite.of(new Rewrite(null, new RegexRewrite(match, replacement), null), null);
		assertThat(rewrite).isNotNull();
		assertThat(rewrite.apply(path)).isEqualTo(expected);
	}

	@Test
	void rewriteOfTheAuthorityAloneLeavesThePath() {
		assertThat(PathRewrite.of(new Rewrite(null, null, "b"), null)).isNull();
		assertThat(PathRewrite.of(null, null)).isNull();
	}

}
