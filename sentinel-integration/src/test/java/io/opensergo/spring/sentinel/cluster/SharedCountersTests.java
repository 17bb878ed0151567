package io.opensergo.spring.sentinel.cluster;

import java.time.Duration;

import io.opensergo.spring.sentinel.limit.ManualTime;
import io.opensergo.spring.sentinel.limit.RateLimiter;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link SharedCounters}.
 */
class SharedCountersTests {

	private final ManualTime time = new ManualTime();

	private final SharedCounters counters = new SharedCounters(this.time, 2);

	@Test
	void acquireLetsExactlyTheThresholdPassInAnInterval() {
		SharedLimit limit = new SharedLimit(1, 3, 2000);
		assertThat(this.counters.acquire(limit, 1)).isZero();
		assertThat(this.counters.acquire(limit, 2)).isZero();
		assertThat(this.counters.acquire(limit, 1)).isEqualTo(-Duration.ofSeconds(2).toNanos());
		this.time.advance(Duration.ofMillis(1999));
		assertThat(this.counters.acquire(limit, 1)).isNegative();
		this.time.advance(Duration.ofMillis(1));
		assertThat(this.counters.acquire(limit, 3)).isZero();
	}

	@Test
	void acquireWhenNotAllPassTakesNone() {
		SharedLimit limit = new SharedLimit(1, 3, 1000);
		assertThat(this.counters.acquire(limit, 2)).isZero();
		assertThat(this.counters.acquire(limit, 2)).isNegative();
		assertThat(this.counters.acquire(limit, 1)).isZero();
	}

	@Test
	void acquireWhenNothingMayPassNeverHasRoom() {
		assertThat(this.counters.acquire(new SharedLimit(1, 0, 1000), 1)).isEqualTo(RateLimiter.NEVER);
	}

	@Test
	void acquireWhenThereIsNoRoomForgetsLimitsThatNobodyAsksFor() {
		assertThat(this.counters.acquire(new SharedLimit(1, 1, 1000), 1)).isZero();
		assertThat(this.counters.acquire(new SharedLimit(2, 1, 60_000), 1)).isZero();
		assertThat(this.counters.acquire(new SharedLimit(3, 1, 1000), 1)).isNull();
		this.time.advance(Duration.ofMillis(2001));
		assertThat(this.counters.acquire(new SharedLimit(3, 1, 1000), 1)).isZero();
		assertThat(this.counters.acquire(new SharedLimit(2, 1, 60_000), 1)).isNegative();
		assertThat(this.counters.size()).isEqualTo(2);
	}

}
