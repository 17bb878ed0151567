package io.opensergo.spring.sentinel.limit;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.stream.IntStream;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link Throttle}.
 */
class ThrottleTests {

	private static final long MILLI = 1_000_000;

	@Test
	void spacesRequests() {
		Throttle throttle = new Throttle(Duration.ofMillis(20), Duration.ofMillis(100), 0);
		assertThat(IntStream.range(0, 6).mapToLong((i) -> throttle.acquire(1, 0)).toArray()).containsExactly(0,
				20 * MILLI, 40 * MILLI, 60 * MILLI, 80 * MILLI, 100 * MILLI);
	}

	@Test
	void refusesWhatWouldWaitTooLong() {
		Throttle throttle = new Throttle(Duration.ofMillis(20), Duration.ofMillis(30), 0);
		throttle.acquire(1, 0);
		throttle.acquire(1, 0);
		assertThat(throttle.acquire(1, 0)).isEqualTo(-10 * MILLI);
		assertThat(throttle.acquire(1, 10 * MILLI)).isEqualTo(30 * MILLI);
	}

	@Test
	void withoutQueueRefusesWhateverComesTooEarly() {
		Throttle throttle = new Throttle(Duration.ofSeconds(3), Duration.ZERO, 0);
		assertThat(throttle.acquire(1, 0)).isZero();
		assertThat(throttle.acquire(1, 2999 * MILLI)).isEqualTo(-MILLI);
		assertThat(throttle.acquire(1, 3000 * MILLI)).isZero();
	}

	@Test
	void doesNotSaveUpUnusedTime() {
		Throttle throttle = new Throttle(Duration.ofMillis(20), Duration.ofMillis(100), 0);
		throttle.acquire(1, 0);
		assertThat(throttle.acquire(1, 1000 * MILLI)).isZero();
		assertThat(throttle.acquire(1, 1000 * MILLI)).isEqualTo(20 * MILLI);
	}

	@Test
	void severalRequestsTakeSeveralIntervals() {
		Throttle throttle = new Throttle(Duration.ofMillis(20), Duration.ofMillis(100), 0);
		assertThat(throttle.acquire(3, 0)).isZero();
		assertThat(throttle.acquire(1, 0)).isEqualTo(60 * MILLI);
		assertThat(throttle.acquire(Integer.MAX_VALUE, 0)).isEqualTo(80 * MILLI);
		assertThat(throttle.acquire(1, 0)).isNegative();
	}

	@Test
	void placeThatIsGivenBackIsFreeUnlessOthersStandBehind() {
		Throttle throttle = new Throttle(Duration.ofMillis(20), Duration.ofMillis(100), 0);
		throttle.acquire(1, 0);
		long wait = throttle.acquire(1, 5);
		throttle.giveBack(1, 5, wait);
		assertThat(throttle.acquire(1, 0)).isEqualTo(20 * MILLI);
		throttle.acquire(1, 0);
		throttle.giveBack(1, 0, 20 * MILLI);
		assertThat(throttle.acquire(1, 0)).isEqualTo(60 * MILLI);
	}

	@Test
	void manyThreadsGetPlacesExactlyAnIntervalApart() {
		Throttle throttle = new Throttle(Duration.ofMillis(20), Duration.ofHours(1), 0);
		List<Long> places = Collections.synchronizedList(new ArrayList<>());
		IntStream.range(0, 2000).parallel().forEach((i) -> places.add(throttle.acquire(1, 0)));
		assertThat(places.stream().sorted().toList())
			.isEqualTo(IntStream.range(0, 2000).mapToObj((i) -> i * 20 * MILLI).toList());
	}

}
