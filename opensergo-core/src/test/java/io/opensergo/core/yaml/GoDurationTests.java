package io.opensergo.core.yaml;

import java.time.Duration;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link GoDuration}.
 */
class GoDurationTests {

	@ParameterizedTest
	@CsvSource({ "5s, PT5S", "1h2m, PT1H2M", "500ms, PT0.5S", "1.5s, PT1.5S", "1h1m1s1ms1us1ns, PT1H1M1.001001001S",
			"0, PT0S", ".5s, PT0.5S", "1.s, PT1S", "-1s, PT-1S", "+1s, PT1S", "100µs, PT0.0001S" })
	void parseReads(String text, Duration expected) {
		assertThat(GoDuration.parse(text)).isEqualTo(expected);
	}

	@ParameterizedTest
	@ValueSource(strings = { "", "5", "s", "5 s", "1d", "1s2", "--1s", "-", ".s", "PT5S", "9999999999h",
			"1111111111111111111111111111111111111111111111111111111111111111s" })
	void parseWhenTextIsNoDurationGivesNull(String text) {
		assertThat(GoDuration.parse(text)).isNull();
	}

}
