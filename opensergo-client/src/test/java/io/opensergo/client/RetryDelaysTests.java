package io.opensergo.client;

import java.time.Duration;
import java.util.List;
import java.util.random.RandomGenerator;

import io.opensergo.client.ControlPlaneClientOptions.Backoff;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link RetryDelays}.
 */
class RetryDelaysTests {

	private static final RandomGenerator LARGEST = new RandomGenerator() {

		@Override
		public long nextLong() {
			return 0;
		}

		@Override
		public long nextLong(long bound) {
			return bound - 1;
		}

	};

	@Test
	void nextSpreadsOverTheWholeRange() {
		RandomGenerator random = RandomGenerator.of("L64X128MixRandom");
		int early = 0;
		int late = 0;
		for (int i = 0; i < 1000; i++) {
			RetryDelays delays = new RetryDelays(Backoff.DEFAULT, random);
			assertThat(delays.next(false)).isZero();
			Duration second = delays.next(false);
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
			assertThat(delays.next(false)).isBetween(Duration.ZERO, Duration.ofDays(2));
		}
	}

	@Test
	void nextDoublesTheLongestWaitUpToTheCap() {
		RetryDelays delays = new RetryDelays(Backoff.DEFAULT, LARGEST);
		for (long seconds : List.of(0, 1, 2, 4, 8, 16, 30, 30, 30)) {
			assertThat(delays.next(false)).isEqualTo(Duration.ofSeconds(seconds));
		}
	}

	@Test
	void nextWhileNobodyIsThereStaysShortAndDoesNotCount() {
		RetryDelays delays = new RetryDelays(Backoff.DEFAULT, RandomGenerator.getDefault());
		assertThat(delays.next(true)).isZero();
		for (int i = 0; i < 1000; i++) {
			assertThat(delays.next(true)).isBetween(Duration.ZERO, Duration.ofMillis(500));
		}
		assertThat(delays.next(false)).isBetween(Duration.ZERO, Duration.ofSeconds(1));
	}

	@Test
	void resetStartsAgain() {
		RetryDelays delays = new RetryDelays(Backoff.DEFAULT, RandomGenerator.getDefault());
		delays.next(false);
		delays.next(false);
		delays.reset();
		assertThat(delays.next(false)).isZero();
	}

}
