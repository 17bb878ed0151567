package io.opensergo.spring.sentinel.limit;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;

import io.opensergo.spring.sentinel.limit.CircuitBreaker.Admitting;
import io.opensergo.spring.sentinel.limit.CircuitBreaker.State;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link CircuitBreaker}.
 */
class CircuitBreakerTests {

	private final List<String> changes = new ArrayList<>();

	private final ManualTime time = new ManualTime();

	@ParameterizedTest
	@CsvSource({ "1.0, 3, 3", "0.5, 4, 2", "0.07, 100, 7", "0.1, 10, 1", "0.3, 10, 3", "0.7, 10, 7" })
	void opensWhenTheRatioIsReached(double ratio, int requests, int bad) {
		CircuitBreaker breaker = breaker(ratio, requests);
		IntStream.range(0, requests - 1).forEach((i) -> call(breaker, i < bad - 1));
		assertThat(breaker.state()).isEqualTo(State.CLOSED);
		call(breaker, true);
		assertThat(breaker.state()).isEqualTo(State.OPEN);
	}

	@Test
	void staysClosedJustBelowTheRatio() {
		CircuitBreaker breaker = breaker(0.5, 4);
		IntStream.range(0, 100).forEach((i) -> call(breaker, i % 100 >= 51));
		assertThat(breaker.state()).isEqualTo(State.CLOSED);
		call(breaker, true);
		assertThat(breaker.state()).isEqualTo(State.CLOSED);
		call(breaker, true);
		assertThat(breaker.state()).isEqualTo(State.OPEN);
	}

	@Test
	void goodRequestThatCompletesTheMinimumOpensToo() {
		CircuitBreaker breaker = breaker(0.5, 3);
		call(breaker, true);
		call(breaker, true);
		assertThat(breaker.state()).isEqualTo(State.CLOSED);
		call(breaker, false);
		assertThat(breaker.state()).isEqualTo(State.OPEN);
	}

	@Test
	void forgetsWhatIsOlderThanTheWindow() {
		CircuitBreaker breaker = breaker(1, 3);
		call(breaker, true);
		call(breaker, true);
		this.time.advance(Duration.ofMillis(1000));
		call(breaker, true);
		assertThat(breaker.state()).isEqualTo(State.CLOSED);
		this.time.advance(Duration.ofMillis(800));
		call(breaker, true);
		call(breaker, true);
		assertThat(breaker.state()).isEqualTo(State.OPEN);
	}

	@Test
	void forgetsAfterAnyPause() {
		for (int pause = 1000; pause < 5000; pause += 50) {
			CircuitBreaker breaker = breaker(1, 2);
			call(breaker, true);
			this.time.advance(Duration.ofMillis(pause));
			call(breaker, true);
			assertThat(breaker.state()).isEqualTo(State.CLOSED);
		}
	}

	@Test
	void oneRequestProbesAfterTheRecoveryTime() {
		CircuitBreaker breaker = open();
		this.time.advance(Duration.ofMillis(249));
		assertThat(admit(breaker)).isNull();
		assertThat(breaker.retryIn(this.time.nanoTime())).isEqualTo(Duration.ofMillis(1).toNanos());
		this.time.advance(Duration.ofMillis(1));
		Admitting probe = admit(breaker);
		assertThat(probe).isNotNull();
		assertThat(breaker.state()).isEqualTo(State.HALF_OPEN);
		assertThat(admit(breaker)).isNull();
		breaker.complete(probe, false, this.time.nanoTime());
		assertThat(breaker.state()).isEqualTo(State.CLOSED);
		assertThat(this.changes).containsExactly("CLOSED OPEN", "OPEN HALF_OPEN", "HALF_OPEN CLOSED");
	}

	@Test
	void badProbeOpensAgainForTheWholeTime() {
		CircuitBreaker breaker = open();
		this.time.advance(Duration.ofMillis(250));
		breaker.complete(probe(breaker), true, this.time.nanoTime());
		assertThat(breaker.state()).isEqualTo(State.OPEN);
		this.time.advance(Duration.ofMillis(249));
		assertThat(admit(breaker)).isNull();
		this.time.advance(Duration.ofMillis(1));
		assertThat(admit(breaker)).isNotNull();
	}

	@Test
	void withdrawnProbeLetsTheNextRequestProbeAtOnce() {
		CircuitBreaker breaker = open();
		this.time.advance(Duration.ofMillis(250));
		breaker.withdraw(probe(breaker));
		assertThat(breaker.state()).isEqualTo(State.OPEN);
		assertThat(admit(breaker)).isNotNull();
	}

	@Test
	void startsAfreshWhenClosedAgain() {
		CircuitBreaker breaker = open();
		this.time.advance(Duration.ofMillis(250));
		breaker.complete(probe(breaker), false, this.time.nanoTime());
		call(breaker, true);
		call(breaker, true);
		assertThat(breaker.state()).isEqualTo(State.CLOSED);
		call(breaker, true);
		assertThat(breaker.state()).isEqualTo(State.OPEN);
	}

	@Test
	void requestsOfAnEarlierTimeSayNothing() {
		CircuitBreaker breaker = breaker(1, 3);
		List<Admitting> early = IntStream.range(0, 10).mapToObj((i) -> probe(breaker)).toList();
		IntStream.range(0, 3).forEach((i) -> call(breaker, true));
		this.time.advance(Duration.ofMillis(250));
		Admitting probe = probe(breaker);
		early.forEach((admitting) -> breaker.complete(admitting, false, this.time.nanoTime()));
		assertThat(breaker.state()).isEqualTo(State.HALF_OPEN);
		breaker.complete(probe, false, this.time.nanoTime());
		early.forEach((admitting) -> breaker.complete(admitting, true, this.time.nanoTime()));
		assertThat(breaker.state()).isEqualTo(State.CLOSED);
	}

	@Test
	void probeThatIsNeverHeardOfIsGivenUp() {
		CircuitBreaker breaker = open();
		this.time.advance(Duration.ofMillis(250));
		probe(breaker);
		this.time.advance(CircuitBreaker.PROBE_PATIENCE.minusMillis(1));
		assertThat(admit(breaker)).isNull();
		this.time.advance(Duration.ofMillis(1));
		assertThat(admit(breaker)).isNotNull();
	}

	@Test
	void ofManyThreadsOneProbes() {
		CircuitBreaker breaker = open();
		this.time.advance(Duration.ofMillis(250));
		AtomicInteger probes = new AtomicInteger();
		IntStream.range(0, 1000).parallel().forEach((i) -> {
			if (admit(breaker) != null) {
				probes.incrementAndGet();
			}
		});
		assertThat(probes).hasValue(1);
	}

	@Test
	void manyThreadsLoseNoCount() {
		CircuitBreaker breaker = breaker(1, 10_000);
		IntStream.range(0, 9_999).parallel().forEach((i) -> call(breaker, true));
		assertThat(breaker.state()).isEqualTo(State.CLOSED);
		call(breaker, true);
		assertThat(breaker.state()).isEqualTo(State.OPEN);
	}

	private CircuitBreaker breaker(double ratio, int minRequests) {
		return new CircuitBreaker(ratio, Duration.ofSeconds(1), Duration.ofMillis(250), minRequests,
				(from, to) -> this.changes.add(from + " " + to));
	}

	private CircuitBreaker open() {
		CircuitBreaker breaker = breaker(1, 3);
		IntStream.range(0, 3).forEach((i) -> call(breaker, true));
		assertThat(breaker.state()).isEqualTo(State.OPEN);
		return breaker;
	}

	private @Nullable Admitting admit(CircuitBreaker breaker) {
		return breaker.admit(this.time.nanoTime());
	}

	private Admitting probe(CircuitBreaker breaker) {
		Admitting probe = admit(breaker);
		assertThat(probe).isNotNull();
		return probe;
	}

	private void call(CircuitBreaker breaker, boolean bad) {
		breaker.complete(probe(breaker), bad, this.time.nanoTime());
	}

}
