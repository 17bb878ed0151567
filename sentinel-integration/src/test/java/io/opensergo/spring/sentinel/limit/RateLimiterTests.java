package io.opensergo.spring.sentinel.limit;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.LongRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

/**
 * Tests for {@link RateLimiter}.
 */
class RateLimiterTests {

	private static final Duration SECOND = Duration.ofSeconds(1);

	private static final long NANOS = SECOND.toNanos();

	@ParameterizedTest
	@ValueSource(strings = { "PT0.2S", "PT1S", "PT5S", "PT1M", "PT1H" })
	void letsThresholdPassPerDuration(Duration interval) {
		RateLimiter limiter = new RateLimiter(10, interval, 1000);
		assertThat(pass(limiter, 100, 1000)).isEqualTo(10);
		assertThat(pass(limiter, 100, 1000 + interval.toNanos() - 1)).isZero();
		assertThat(pass(limiter, 100, 1000 + interval.toNanos())).isEqualTo(10);
	}

	@ParameterizedTest
	@CsvSource({ "1", "1024", "1025", "5000", "100000", "3000000" })
	void letsThresholdPassWhateverItsSize(long threshold) {
		RateLimiter limiter = new RateLimiter(threshold, SECOND, 0);
		assertThat(pass(limiter, threshold + 10, 0)).isEqualTo(threshold);
		assertThat(pass(limiter, 10, NANOS - 1)).isZero();
		assertThat(pass(limiter, threshold + 10, 2 * NANOS)).isEqualTo(threshold);
	}

	@Test
	void thresholdOfZeroRefusesAllForEver() {
		RateLimiter limiter = new RateLimiter(0, SECOND, 0);
		assertThat(limiter.acquire(0)).isEqualTo(RateLimiter.NEVER);
		assertThat(limiter.acquire(100 * NANOS)).isEqualTo(RateLimiter.NEVER);
	}

	@Test
	void tellsWhenTheNextRequestMayPass() {
		RateLimiter limiter = new RateLimiter(2, SECOND, 0);
		limiter.acquire(0);
		limiter.acquire(300);
		assertThat(limiter.acquire(400)).isEqualTo(400 - NANOS);
		assertThat(limiter.acquire(NANOS)).isNotNegative();
		assertThat(limiter.acquire(NANOS)).isEqualTo(-300);
	}

	@Test
	void refusesSenselessLimits() {
		assertThatIllegalArgumentException().isThrownBy(() -> new RateLimiter(-1, SECOND, 0));
		assertThatIllegalArgumentException().isThrownBy(() -> new RateLimiter(1, Duration.ZERO, 0));
	}

	@Test
	void worksWithTheLongestDuration() {
		RateLimiter limiter = new RateLimiter(1, Duration.ofSeconds(Long.MAX_VALUE), Long.MIN_VALUE);
		assertThat(limiter.acquire(Long.MIN_VALUE)).isNotNegative();
		assertThat(limiter.acquire(Long.MIN_VALUE + Duration.ofDays(3650).toNanos())).isNegative();
	}

	/**
	 * The promise: of any requests that passed, no N + 1 lie within D.
	 */
	@Property(tries = 500)
	void neverMoreThanThresholdInAnyWindow(@ForAll @IntRange(min = 1, max = 50) int threshold,
			@ForAll @Size(min = 1, max = 400) List<@LongRange(max = 40) Long> pauses) {
		RateLimiter limiter = new RateLimiter(threshold, Duration.ofNanos(100), 0);
		List<Long> passed = new ArrayList<>();
		long now = 0;
		for (long pause : pauses) {
			now += pause;
			boolean expected = passed.size() < threshold || passed.get(passed.size() - threshold) + 100 <= now;
			assertThat(limiter.acquire(now) >= 0).isEqualTo(expected);
			if (expected) {
				passed.add(now);
			}
		}
	}

	@Property(tries = 200)
	void neverMoreThanThresholdWhenCellsStandForSeveral(@ForAll @IntRange(min = 1025, max = 5000) int threshold,
			@ForAll @Size(min = 10, max = 60) List<@LongRange(max = 40_000) Long> pauses,
			@ForAll @IntRange(min = 1, max = 800) int burst) {
		RateLimiter limiter = new RateLimiter(threshold, Duration.ofNanos(100_000), 0);
		List<Long> passed = new ArrayList<>();
		long now = 0;
		for (long pause : pauses) {
			now += pause;
			for (int i = 0; i < burst; i++) {
				if (limiter.acquire(now) >= 0) {
					passed.add(now);
				}
			}
		}
		assertWithin(passed, threshold, 100_000);
	}

	/**
	 * Gives back some of what it takes, and still neither too many nor too few pass.
	 */
	@Property(tries = 500)
	void givenBackTicketsAreAsIfNeverTaken(@ForAll @IntRange(min = 1, max = 20) int threshold,
			@ForAll @Size(min = 1, max = 300) List<@LongRange(max = 30) Long> pauses,
			@ForAll @Size(min = 300, max = 300) List<Boolean> returns) {
		RateLimiter limiter = new RateLimiter(threshold, Duration.ofNanos(100), 0);
		List<Long> passed = new ArrayList<>();
		long now = 0;
		for (int i = 0; i < pauses.size(); i++) {
			now += pauses.get(i);
			boolean expected = passed.size() < threshold || passed.get(passed.size() - threshold) + 100 <= now;
			long ticket = limiter.acquire(now);
			assertThat(ticket >= 0).isEqualTo(expected);
			if (expected && returns.get(i)) {
				limiter.giveBack(ticket, now, now);
			}
			else if (expected) {
				passed.add(now);
			}
		}
	}

	@Test
	void ticketThatIsGivenBackLateCostsNobodyElse() {
		RateLimiter limiter = new RateLimiter(1, SECOND, 0);
		long ticket = limiter.acquire(0);
		assertThat(limiter.acquire(NANOS)).isNotNegative();
		limiter.giveBack(ticket, 0, NANOS);
		assertThat(limiter.acquire(NANOS)).isNegative();
	}

	@Test
	void ticketOutOfTurnIsUsedBySomebodyElse() {
		RateLimiter limiter = new RateLimiter(10, SECOND, 0);
		long[] tickets = new long[10];
		for (int i = 0; i < 10; i++) {
			tickets[i] = limiter.acquire(0);
		}
		limiter.giveBack(tickets[5], 0, 10);
		assertThat(pass(limiter, 10, NANOS - 10)).isEqualTo(1);
		assertThat(pass(limiter, 20, NANOS)).isEqualTo(9);
		assertThat(pass(limiter, 20, 2 * NANOS - 10)).isEqualTo(1);
	}

	@ParameterizedTest
	@CsvSource({ "10, 4, 7", "10, 20, 7", "2000, 500, 1500", "500, 3000, 400", "10, 0, 5", "0, 10, 5" })
	void countsOnWhenResized(int before, int after, int used) {
		RateLimiter limiter = new RateLimiter(before, SECOND, 0);
		long taken = pass(limiter, used, 10);
		limiter.resize(after, 20);
		assertThat(limiter.threshold()).isEqualTo(after);
		assertThat(pass(limiter, after + 10, 30)).isEqualTo(Math.max(0, after - taken));
		assertThat(pass(limiter, after + 10, 2 * NANOS)).isEqualTo(after);
	}

	@Test
	void forgetsTheOldestWhenMadeSmaller() {
		RateLimiter limiter = new RateLimiter(4, SECOND, 0);
		for (int i = 0; i < 4; i++) {
			limiter.acquire(i * 100);
		}
		limiter.resize(2, 400);
		assertThat(limiter.acquire(NANOS + 150)).isNegative();
		assertThat(limiter.acquire(NANOS + 200)).isNotNegative();
		assertThat(limiter.acquire(NANOS + 250)).isNegative();
	}

	@ParameterizedTest
	@CsvSource({ "10, 200", "1, 50", "3000, 1000" })
	void manyThreadsNeverPassOneTooMany(int threshold, int millis) throws Exception {
		Duration interval = Duration.ofMillis(millis);
		RateLimiter limiter = new RateLimiter(threshold, interval, System.nanoTime());
		long end = System.nanoTime() + 3 * interval.toNanos();
		List<Long> passed = inParallel(200, () -> {
			List<Long> own = new ArrayList<>();
			for (long now = System.nanoTime(); now < end; now = System.nanoTime()) {
				if (limiter.acquire(now) >= 0) {
					own.add(now);
				}
				Thread.yield();
			}
			return own;
		});
		assertThat(passed).hasSizeGreaterThanOrEqualTo(threshold);
		assertWithin(passed, threshold, interval.toNanos());
	}

	@Test
	void manyThreadsTakeAllThatThereIs() throws Exception {
		RateLimiter limiter = new RateLimiter(5000, SECOND, 0);
		assertThat(inParallel(200, () -> {
			List<Long> own = new ArrayList<>();
			for (int i = 0; i < 100; i++) {
				if (limiter.acquire(0) >= 0) {
					own.add(0L);
				}
			}
			return own;
		})).hasSize(5000);
	}

	@Test
	void manyThreadsThatGiveBackLoseNothing() throws Exception {
		RateLimiter limiter = new RateLimiter(100, SECOND, 0);
		assertThat(inParallel(50, () -> {
			for (int i = 0; i < 500; i++) {
				long ticket = limiter.acquire(0);
				if (ticket >= 0) {
					limiter.giveBack(ticket, 0, 0);
				}
			}
			return List.of();
		})).isEmpty();
		assertThat(pass(limiter, 1000, 0)).isEqualTo(100);
	}

	@Test
	void resizingUnderLoadPassesNobodyTwice() throws Exception {
		RateLimiter limiter = new RateLimiter(1000, SECOND, 0);
		AtomicLong sizes = new AtomicLong();
		assertThat(inParallel(50, () -> {
			List<Long> own = new ArrayList<>();
			for (int i = 0; i < 200; i++) {
				if (i % 20 == 0) {
					limiter.resize(900 + sizes.incrementAndGet() % 100, 0);
				}
				if (limiter.acquire(0) >= 0) {
					own.add(0L);
				}
			}
			return own;
		})).hasSizeBetween(900, 1000);
	}

	private static long pass(RateLimiter limiter, long tries, long now) {
		long passed = 0;
		for (long i = 0; i < tries; i++) {
			if (limiter.acquire(now) >= 0) {
				passed++;
			}
		}
		return passed;
	}

	private static void assertWithin(List<Long> passed, int threshold, long interval) {
		long[] times = passed.stream().mapToLong(Long::longValue).sorted().toArray();
		assertThat(Arrays.stream(times).skip(threshold).toArray()).hasSize(Math.max(0, times.length - threshold));
		for (int i = threshold; i < times.length; i++) {
			assertThat(times[i] - times[i - threshold]).isGreaterThanOrEqualTo(interval);
		}
	}

	private static List<Long> inParallel(int threads, java.util.concurrent.Callable<List<Long>> task) throws Exception {
		ExecutorService executor = Executors.newFixedThreadPool(threads);
		try {
			CountDownLatch ready = new CountDownLatch(threads);
			List<Future<List<Long>>> results = new ArrayList<>();
			for (int i = 0; i < threads; i++) {
				results.add(executor.submit(() -> {
					ready.countDown();
					ready.await();
					return task.call();
				}));
			}
			List<Long> all = new ArrayList<>();
			for (Future<List<Long>> result : results) {
				all.addAll(result.get(1, TimeUnit.MINUTES));
			}
			return all;
		}
		finally {
			executor.shutdownNow();
		}
	}

}
