package io.opensergo.spring.autoconfigure;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.ImportAutoConfiguration;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.context.annotation.Configuration;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatException;

/**
 * Tests for {@link InvalidOpenSergoPropertyFailureAnalyzer}.
 */
@ExtendWith(OutputCaptureExtension.class)
class InvalidOpenSergoPropertyFailureAnalyzerTests {

	@ParameterizedTest
	@CsvSource({ "opensergo.endpoint, ftp://localhost:10246, Write the host and the port",
			"opensergo.endpoint, localhost, Write the host and the port",
			"opensergo.endpoint, localhost:70000, Write a port from 1 to 65535",
			"opensergo.propagation.trusted-proxies, 10.0.0.0/99, Write addresses in CIDR notation",
			"opensergo.propagation.trusted-proxies, proxy.local, Write addresses in CIDR notation",
			"opensergo.workload.lane, gr/ay, Write letters",
			"opensergo.client.await-rules, -2s, Write how long the start may wait",
			"opensergo.client.max-message-size, 3GB, Write a size",
			"opensergo.rules, rules/, 'Write, for example, classpath:'",
			"opensergo.rules, file:/etc/*.yaml, Write the folder alone" })
	void startWhenPropertyIsInvalidSaysWhatToDo(String property, String value, String action, CapturedOutput output) {
		assertThatException().isThrownBy(() -> start(property, value));
		assertThat(output).contains("APPLICATION FAILED TO START")
			.contains("The property '" + property + "' has the value '" + value + "', but ")
			.contains(action);
	}

	@Test
	void startWhenPropertiesAreValidStarts() {
		start("opensergo.endpoint", "");
		start("opensergo.endpoint", "http://localhost:10246,https://[::1]:10246");
		start("opensergo.propagation.trusted-proxies", "10.0.0.0/8,::1");
		start("opensergo.workload.lane", "");
		start("opensergo.workload.lane", "gray");
		start("opensergo.rules", "");
		start("opensergo.rules", "classpath:nowhere/*.yaml");
	}

	private void start(String property, String value) {
		new SpringApplicationBuilder(Application.class).web(WebApplicationType.NONE)
			.properties(property + "=" + value)
			.run()
			.close();
	}

	@Configuration(proxyBeanMethods = false)
	@ImportAutoConfiguration(OpenSergoAutoConfiguration.class)
	static class Application {

	}

}
