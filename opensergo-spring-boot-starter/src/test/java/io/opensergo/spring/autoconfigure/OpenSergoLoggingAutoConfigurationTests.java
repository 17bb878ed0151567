package io.opensergo.spring.autoconfigure;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link OpenSergoLoggingAutoConfiguration}.
 */
@ExtendWith(OutputCaptureExtension.class)
class OpenSergoLoggingAutoConfigurationTests {

	private final ApplicationContextRunner runner = new ApplicationContextRunner().withConfiguration(
			AutoConfigurations.of(OpenSergoAutoConfiguration.class, OpenSergoLoggingAutoConfiguration.class));

	@Test
	void keyThatComesTooLateIsReported(CapturedOutput output) {
		this.runner.withPropertyValues("opensergo.propagation.mdc-key=late")
			.run((context) -> assertThat(context).hasNotFailed());
		assertThat(output).contains("not 'late'").contains("-Dopensergo.mdc.key=late");
	}

	@Test
	void keyInForceIsNotReported(CapturedOutput output) {
		this.runner.run((context) -> assertThat(context).hasNotFailed());
		assertThat(output).doesNotContain("mdc-key");
	}

}
