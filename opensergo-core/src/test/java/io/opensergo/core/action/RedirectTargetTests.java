package io.opensergo.core.action;

import io.opensergo.core.rule.HttpPolicies.Redirect;
import io.opensergo.core.rule.HttpPolicies.RegexRewrite;
import io.opensergo.core.rule.RouteConfiguration.PathMatch;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link RedirectTarget}.
 */
class RedirectTargetTests {

	private static final PathMatch OLD = new PathMatch.Prefix("/old", false);

	@ParameterizedTest
	@CsvSource(nullValues = "-", value = {
			// uri, prefixRewrite, authority, scheme, port, derivePort: location
			"/x,-,-,-,-,-,http://a:8080/x?q=1", "/x?y=2,-,-,-,-,-,http://a:8080/x?y=2",
			"x,-,-,-,-,-,http://a:8080/x?q=1", "-,/new,-,-,-,-,http://a:8080/new/1?q=1",
			"-,-,b,-,-,-,http://b/old/1?q=1", "-,-,b:9000,-,-,-,http://b:9000/old/1?q=1",
			"-,-,-,https,-,-,https://a:8080/old/1?q=1", "-,-,-,-,80,-,http://a/old/1?q=1",
			"-,-,-,https,443,-,https://a/old/1?q=1", "-,-,-,https,80,-,https://a:80/old/1?q=1",
			"-,-,b,-,9000,-,http://b:9000/old/1?q=1", "-,-,b:1,-,9000,-,http://b:9000/old/1?q=1",
			"-,-,b,-,-,FROM_REQUEST_PORT,http://b:8080/old/1?q=1", "-,-,b,-,-,FROM_PROTOCOL_DEFAULT,http://b/old/1?q=1",
			"-,-,-,https,-,FROM_PROTOCOL_DEFAULT,https://a/old/1?q=1", "-,-,-,-,-,-,http://a:8080/old/1?q=1" })
	void locationChangesWhatIsWritten(@Nullable String uri, @Nullable String prefixRewrite, @Nullable String authority,
			@Nullable String scheme, @Nullable Integer port, @Nullable String derivePort, String expected) {
		Redirect redirect = new Redirect(uri, prefixRewrite, null, authority, scheme, port, derivePort, 302, false);
		RedirectTarget target = RedirectTarget.of(redirect, OLD);
		assertThat(target.location("http", "a:8080", "/old/1?q=1", "/old/1?q=1")).isEqualTo(expected);
		assertThat(target.status()).isEqualTo(302);
	}

	@ParameterizedTest
	@CsvSource({ "http,a,https,https://a/", "http,a:80,https,https://a/", "https,a:443,http,http://a/",
			"http,a:80,http,http://a:80/", "http,[::1]:80,https,https://[::1]/", "http,[::1],https,https://[::1]/",
			"http,a:81,https,https://a:81/" })
	void portThatTheOldSchemeImpliesGoesWithIt(String scheme, String authority, String newScheme, String expected) {
		Redirect redirect = new Redirect(null, null, null, null, newScheme, null, null, 301, false);
		assertThat(RedirectTarget.of(redirect, null).location(scheme, authority, "/", "/")).isEqualTo(expected);
	}

	@Test
	void portOfARequestThatNamesNoneIsImplied() {
		Redirect redirect = new Redirect(null, null, null, "b", null, null, "FROM_REQUEST_PORT", 301, false);
		assertThat(RedirectTarget.of(redirect, null).location("https", "a", "/", "/")).isEqualTo("https://b/");
		Redirect toHttp = new Redirect(null, null, null, "b", "http", null, "FROM_REQUEST_PORT", 301, false);
		assertThat(RedirectTarget.of(toHttp, null).location("https", "a", "/", "/")).isEqualTo("http://b:443/");
	}

	@Test
	void prefixThatAGatewayTookOffStays() {
		Redirect redirect = new Redirect(null, "/new", null, null, null, null, null, 301, false);
		RedirectTarget target = RedirectTarget.of(redirect, OLD);
		assertThat(target.location("http", "a", "/stock/old/1?q", "/old/1?q")).isEqualTo("http://a/stock/new/1?q");
		assertThat(target.location("http", "a", "/other", "/old/1")).isEqualTo("http://a/new/1");
	}

	@Test
	void queryIsStripped() {
		Redirect redirect = new Redirect(null, null, null, "b", null, null, null, 301, true);
		assertThat(RedirectTarget.of(redirect, null).location("http", "a", "/x?q=1", "/x?q=1")).isEqualTo("http://b/x");
	}

	@Test
	void regexRewritesThePath() {
		Redirect redirect = new Redirect(null, null, new RegexRewrite("o(.)d", "\\1"), null, null, null, null, 301,
				false);
		assertThat(RedirectTarget.of(redirect, OLD).location("http", "a", "/old/1?q=old", "/old/1?q=old"))
			.isEqualTo("http://a/l/1?q=old");
	}

}
