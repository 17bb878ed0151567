package io.opensergo.client;

import java.time.Duration;
import java.util.List;

import io.opensergo.client.ControlPlaneClientOptions.Backoff;
import io.opensergo.client.ControlPlaneClientOptions.Debounce;
import io.opensergo.client.ControlPlaneClientOptions.Endpoint;
import io.opensergo.client.ControlPlaneClientOptions.KeepAlive;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

/**
 * Tests for {@link ControlPlaneClientOptions}.
 */
class ControlPlaneClientOptionsTests {

	@ParameterizedTest
	@ValueSource(strings = { "localhost:10246", "10.0.0.1:1", "[::1]:65535" })
	void parseReadsWhatToStringWrites(String text) {
		assertThat(Endpoint.parse(text)).hasToString(text);
	}

	@ParameterizedTest
	@ValueSource(strings = { "", "localhost", ":1", "localhost:", "localhost:0", "localhost:65536", "::1:80", "a:b" })
	void parseRefusesOtherTextsAndSaysHow(String text) {
		assertThatIllegalArgumentException().isThrownBy(() -> Endpoint.parse(text))
			.withMessageContaining("'" + text + "' is no endpoint")
			.withMessageContaining("localhost:10246");
	}

	@Test
	void constructorRefusesNonsense() {
		List<Endpoint> endpoints = List.of(new Endpoint("localhost", 1));
		assertThatIllegalArgumentException()
			.isThrownBy(() -> ControlPlaneClientOptions.of(List.of(), "default", "order"));
		assertThatIllegalArgumentException().isThrownBy(() -> ControlPlaneClientOptions.of(endpoints, "", "order"));
		assertThatIllegalArgumentException().isThrownBy(() -> ControlPlaneClientOptions.of(endpoints, "default", ""));
		assertThatIllegalArgumentException()
			.isThrownBy(() -> new Debounce(Duration.ofSeconds(2), Duration.ofSeconds(1)));
		assertThatIllegalArgumentException().isThrownBy(() -> new Backoff(Duration.ZERO, Duration.ofSeconds(1)));
		assertThatIllegalArgumentException().isThrownBy(() -> new KeepAlive(Duration.ZERO, Duration.ofSeconds(1)));
	}

}
