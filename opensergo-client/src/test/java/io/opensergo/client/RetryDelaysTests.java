package io.opensergo.client;

import java.time.Duration;
import java.util.random.RandomGenerator;

import io.opensergo.client.ControlPlaneClientOptions.Backoff;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link RetryDelays}.
 */
class RetryDelaysTests {

	@Test
	void nextSpreadsOverTheWholeRange() {
		RandomGenerator random = RandomGenerator.of("L64X128MixRandom");
		int early = 0;
		int late = 0;
		for (int i = 0; i < 1000; i++) {
			RetryDelays delays = new RetryDelays(Backoff.DEFAULT, random);
			assertThat(delays.next()).isZero();
			Duration second = delays.next();
			assertThat(second).isBetween(Duration.ZERO, Duration.ofSeconds(1));
			early += (second.toMillis() < 250) ? 1 : 0;
			late += (second.toMillis() > 750) ? 1 : 0;
		}
		assertThat(early).isBetween(150, 350);
		assertThat(late).isBetween(150, 350);
	}

	@Test
	void nextStaysWithinTheCapForever() {
		RetryDelays delays = new RetryDelays(new Backoff(Duration.ofDays(1), Duration.ofDays(2)),
				RandomGenerator.getDefault());
		for (int i = 0; i < 10_000; i++) {
			assertThat(delays.next()).isBetween(Duration.ZERO, Duration.ofDays(2));
		}
	}

	@Test
	void resetStartsAgain() {
		RetryDelays delays = new RetryDelays(Backoff.DEFAULT, RandomGenerator.getDefault());
		delays.next();
		delays.next();
		delays.reset();
		assertThat(delays.next()).isZero();
	}

}
