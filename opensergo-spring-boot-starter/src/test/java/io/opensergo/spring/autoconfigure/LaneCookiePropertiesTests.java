package io.opensergo.spring.autoconfigure;

import io.opensergo.spring.propagation.LaneCookie;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.test.context.runner.WebApplicationContextRunner;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for the properties of the lane cookie.
 */
class LaneCookiePropertiesTests {

	private static final String PREFIX = "opensergo.propagation.lane-cookie.";

	private final WebApplicationContextRunner runner = new WebApplicationContextRunner()
		.withConfiguration(
				AutoConfigurations.of(OpenSergoAutoConfiguration.class, OpenSergoInboundAutoConfiguration.class))
		.withPropertyValues("opensergo.rules=");

	@Test
	void cookieIsOffByDefault() {
		this.runner.run((context) -> assertThat(context).hasNotFailed().doesNotHaveBean(LaneCookie.class));
	}

	@Test
	void cookieIsThereWhenItIsSwitchedOn() {
		this.runner.withPropertyValues(PREFIX + "enabled=true")
			.run((context) -> assertThat(context).hasSingleBean(LaneCookie.class));
	}

	@ParameterizedTest
	@CsvSource(delimiter = '|',
			value = { "name=a b", "name=", "max-age=0s", "max-age=-1s", "max-age=401d", "path=shop", "path=/a;b",
					"domain=a b", "domain=-x", "same-site=none", "secret=too-short", "name=__Secure-lane",
					"name=__Host-lane" })
	void valueThatBrowsersWouldNotTakeFailsTheStart(String property) {
		this.runner.withPropertyValues(PREFIX + property)
			.run((context) -> assertThat(context).getFailure()
				.hasRootCauseInstanceOf(InvalidOpenSergoPropertyException.class)
				.rootCause()
				.hasMessageContaining(PREFIX + property.substring(0, property.indexOf('=')))
				.hasMessageNotContaining("too-short"));
	}

	@Test
	void hostPrefixIsTakenWithWhatItAsksFor() {
		this.runner.withPropertyValues(PREFIX + "name=__Host-lane", PREFIX + "secure=true", PREFIX + "same-site=none")
			.run((context) -> assertThat(context).hasNotFailed());
	}

	@Test
	void secretIsNotShown() {
		String secret = "a-secret-that-nobody-should-ever-see";
		this.runner.withPropertyValues(PREFIX + "secret=" + secret)
			.run((context) -> assertThat(context.getBean(OpenSergoProperties.class).toString()).contains("secret=***")
				.doesNotContain(secret));
	}

}
