package io.opensergo.core.outlier;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;

import io.opensergo.core.outlier.EjectionEvent.Outcome;
import io.opensergo.core.rule.VirtualWorkload.OutlierDetection;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link OutlierDetector} and {@link InstanceEjection}.
 */
class OutlierDetectorTests {

	private static final List<String> ABC = List.of("a:1", "b:1", "c:1");

	private static final OutlierDetection DEFAULT = rule(null, null, null, null, 100, null);

	private final TestTime time = new TestTime();

	private final List<EjectionEvent> events = new ArrayList<>();

	private Set<OutlierPolicy> inForce = new HashSet<>();

	private final InstanceEjection<String> ejection = new InstanceEjection<>((instance) -> instance,
			(service) -> this.inForce, this.time, this.time, this.events::add);

	/**
	 * S: answer below 500, E: 500, G: 503, N: no answer, U: nothing known.
	 */
	@ParameterizedTest
	@CsvSource(nullValues = "-", textBlock = """
			# 5xx, gateway, local, split, calls,       reason
			-,     -,       -,     -,     EEEEE,       CONSECUTIVE_5XX_ERRORS
			-,     -,       -,     -,     EEEE,        -
			-,     -,       -,     -,     EEEESE,      -
			-,     -,       -,     -,     EEEEUE,      CONSECUTIVE_5XX_ERRORS
			-,     -,       -,     -,     EGNEN,       CONSECUTIVE_5XX_ERRORS
			0,     -,       -,     -,     EEEEEEEE,    -
			0,     3,       -,     -,     GGG,         CONSECUTIVE_GATEWAY_ERRORS
			0,     3,       -,     -,     GGEG,        -
			0,     3,       -,     -,     GNG,         CONSECUTIVE_GATEWAY_ERRORS
			3,     3,       -,     -,     GGG,         CONSECUTIVE_GATEWAY_ERRORS
			3,     0,       -,     -,     NNN,         CONSECUTIVE_5XX_ERRORS
			1,     -,       -,     -,     E,           CONSECUTIVE_5XX_ERRORS
			3,     3,       -,     true,  NNNN,        -
			3,     3,       -,     true,  NNNNN,       CONSECUTIVE_LOCAL_ORIGIN_FAILURES
			3,     3,       2,     true,  NN,          CONSECUTIVE_LOCAL_ORIGIN_FAILURES
			3,     3,       2,     true,  NEN,         -
			3,     3,       2,     true,  NSN,         -
			3,     -,       2,     true,  ENENE,       CONSECUTIVE_5XX_ERRORS
			3,     3,       0,     true,  NNNNNNNN,    -
			""")
	void instanceIsEjectedForErrorsInARow(@Nullable Integer serverErrors, @Nullable Integer gatewayErrors,
			@Nullable Integer localFailures, @Nullable Boolean split, String calls, @Nullable EjectionReason reason) {
		OutlierDetection rule = rule(serverErrors, gatewayErrors, localFailures, split, 100, null);
		OutlierPolicy policy = OutlierPolicy.of(rule);
		if (policy == null) {
			assertThat(reason).isNull();
			return;
		}
		OutlierDetector<String> detector = detector(policy);
		assertThat(detector.usable(ABC)).isSameAs(ABC);
		calls.chars().forEach((call) -> call(detector, "a:1", result(call)));
		assertThat(detector.usable(ABC)).isEqualTo((reason != null) ? List.of("b:1", "c:1") : ABC);
		assertThat(this.ejection.ejections()).extracting(Ejection::reason)
			.isEqualTo((reason != null) ? List.of(reason) : List.of());
	}

	@Test
	void policyWhenNothingEjectsIsNone() {
		assertThat(OutlierPolicy.of(null)).isNull();
		assertThat(OutlierPolicy.of(rule(0, null, 5, null, 100, null))).isNull();
		assertThat(OutlierPolicy.of(rule(0, 0, 0, true, 100, null))).isNull();
		assertThat(OutlierPolicy.of(rule(0, null, null, true, 100, null))).isNotNull();
	}

	/**
	 * As Envoy does it since 1.28: 100 * (ejected + 1) / instances may not exceed the
	 * percentage, for the first instance too.
	 */
	@ParameterizedTest
	@CsvSource(nullValues = "-", textBlock = """
			# instances, percent, ejected
			3,           -,       0
			9,           -,       0
			10,          -,       1
			20,          -,       2
			3,           33,      0
			3,           34,      1
			3,           66,      1
			3,           67,      2
			3,           100,     3
			1,           99,      0
			7,           50,      3
			10,          0,       0
			""")
	void partOfInstancesIsNotExceeded(int instances, @Nullable Integer percent, int expected) {
		OutlierDetector<String> detector = detector(rule(1, null, null, null, percent, null));
		List<String> all = IntStream.range(0, instances).mapToObj((i) -> "i" + i + ":1").toList();
		detector.usable(all);
		all.forEach((instance) -> call(detector, instance, CallResult.SERVER_ERROR));
		assertThat(this.ejection.ejections()).hasSize(expected);
		assertThat(this.events).filteredOn((event) -> event.outcome() == Outcome.REFUSED).hasSize(instances - expected);
		assertThat(detector.usable(all)).hasSize((expected == instances) ? instances : instances - expected);
	}

	@Test
	void allInstancesAreUsedWhenAllAreEjected() {
		OutlierDetector<String> detector = detector(rule(1, null, null, null, 100, null));
		detector.usable(ABC);
		ABC.forEach((instance) -> call(detector, instance, CallResult.SERVER_ERROR));
		assertThat(this.ejection.ejections()).hasSize(3);
		assertThat(detector.usable(ABC)).isSameAs(ABC);
	}

	@ParameterizedTest
	@CsvSource({ "0, 1", "34, 3", "33, 1", "67, 3" })
	void allInstancesAreUsedWhenTooFewAreHealthy(int minHealthPercent, int usableWhenOneOfThreeIsLeft) {
		OutlierDetector<String> detector = detector(rule(1, null, null, null, 100, minHealthPercent));
		detector.usable(ABC);
		call(detector, "a:1", CallResult.SERVER_ERROR);
		call(detector, "b:1", CallResult.SERVER_ERROR);
		assertThat(detector.usable(ABC)).hasSize(usableWhenOneOfThreeIsLeft);
	}

	@Test
	void oneCallTriesAnInstanceWhenItsTimeIsOver() {
		OutlierDetector<String> detector = detector(DEFAULT);
		eject(detector, "a:1");
		assertThat(this.ejection.ejections()).singleElement().satisfies((ejected) -> {
			assertThat(ejected).isEqualTo(new Ejection("stock", "baseline", "a:1",
					EjectionReason.CONSECUTIVE_5XX_ERRORS, TestTime.START, TestTime.START.plusSeconds(30), 1));
		});
		this.time.pass(Duration.ofSeconds(30).minusNanos(1));
		assertThat(detector.probe(ABC, new Object())).isNull();
		this.time.pass(Duration.ofNanos(1));
		Object probe = new Object();
		assertThat(detector.probe(ABC, probe)).isEqualTo("a:1");
		assertThat(detector.probe(ABC, new Object())).isNull();
		assertThat(detector.usable(ABC)).containsExactly("b:1", "c:1");
		this.ejection.completed(probe, "a:1", CallResult.SUCCESS);
		assertThat(detector.usable(ABC)).isSameAs(ABC);
		assertThat(detector.probe(ABC, new Object())).isNull();
		assertThat(this.events).extracting(EjectionEvent::outcome).containsExactly(Outcome.EJECTED, Outcome.RETURNED);
	}

	@Test
	void failedProbeEjectsForLonger() {
		OutlierDetector<String> detector = detector(DEFAULT);
		eject(detector, "a:1");
		for (int count = 2; count <= 12; count++) {
			this.time.pass(Duration.ofSeconds(Math.min(30L * (count - 1), 300)));
			Object probe = new Object();
			assertThat(detector.probe(ABC, probe)).isEqualTo("a:1");
			this.ejection.completed(probe, "a:1", CallResult.NO_ANSWER);
			assertThat(detector.usable(ABC)).containsExactly("b:1", "c:1");
			Ejection ejected = this.ejection.ejections().get(0);
			assertThat(ejected.count()).isEqualTo(Math.min(count, 11));
			assertThat(ejected.reason()).isEqualTo(EjectionReason.FAILED_PROBE);
			assertThat(Duration.between(ejected.since(), ejected.until()))
				.isEqualTo(Duration.ofSeconds(Math.min(30L * count, 300)));
		}
	}

	@Test
	void baseLongerThanTheDefaultMaximumIsTheMaximum() {
		OutlierDetector<String> detector = detector(
				new OutlierDetection(1, null, null, null, null, 600_000L, 100, null));
		detector.usable(ABC);
		call(detector, "a:1", CallResult.SERVER_ERROR);
		this.time.pass(Duration.ofMinutes(10));
		Object probe = new Object();
		detector.probe(ABC, probe);
		this.ejection.completed(probe, "a:1", CallResult.SERVER_ERROR);
		Ejection ejected = this.ejection.ejections().get(0);
		assertThat(Duration.between(ejected.since(), ejected.until())).isEqualTo(Duration.ofMinutes(10));
	}

	@ParameterizedTest
	@CsvSource({ "0, 3", "9, 3", "10, 2", "19, 2", "20, 1", "3600, 1" })
	void ejectionGetsShorterWithEachHealthyInterval(int healthySeconds, int expectedCount) {
		OutlierDetector<String> detector = detector(DEFAULT);
		eject(detector, "a:1");
		this.time.pass(Duration.ofSeconds(30));
		probe(detector, "a:1", CallResult.SERVER_ERROR);
		this.time.pass(Duration.ofSeconds(60));
		probe(detector, "a:1", CallResult.SUCCESS);
		this.time.pass(Duration.ofSeconds(healthySeconds));
		eject(detector, "a:1");
		assertThat(this.ejection.ejections().get(0).count()).isEqualTo(expectedCount);
	}

	@Test
	void probeThatSaysNothingIsLeftToTheNextCall() {
		OutlierDetector<String> detector = detector(DEFAULT);
		eject(detector, "a:1");
		this.time.pass(Duration.ofSeconds(30));
		Object first = new Object();
		assertThat(detector.probe(ABC, first)).isEqualTo("a:1");
		this.ejection.completed(first, "a:1", CallResult.UNKNOWN);
		Object second = new Object();
		assertThat(detector.probe(ABC, second)).isEqualTo("a:1");
		this.ejection.completed(second, null, CallResult.UNKNOWN);
		assertThat(detector.probe(ABC, second)).isEqualTo("a:1");
		detector.watch(second);
		assertThat(detector.probe(ABC, new Object())).as("the call went elsewhere").isEqualTo("a:1");
	}

	@Test
	void probeThatNeverEndsIsGivenUp() {
		OutlierDetector<String> detector = detector(DEFAULT);
		eject(detector, "a:1");
		this.time.pass(Duration.ofSeconds(30));
		Object lost = new Object();
		assertThat(detector.probe(ABC, lost)).isEqualTo("a:1");
		this.time.pass(InstanceEjection.LONGEST_PROBE.minusNanos(1));
		assertThat(detector.probe(ABC, new Object())).isNull();
		this.time.pass(Duration.ofNanos(1));
		assertThat(detector.probe(ABC, new Object())).isEqualTo("a:1");
		this.ejection.completed(lost, "a:1", CallResult.SUCCESS);
		assertThat(detector.usable(ABC)).isSameAs(ABC);
	}

	@Test
	void callsFromBeforeAnEjectionNeitherEndNorProlongIt() {
		OutlierDetector<String> detector = detector(DEFAULT);
		Object late = new Object();
		detector.watch(late);
		Object later = new Object();
		detector.watch(later);
		eject(detector, "a:1");
		this.ejection.completed(late, "a:1", CallResult.SUCCESS);
		assertThat(detector.usable(ABC)).containsExactly("b:1", "c:1");
		this.time.pass(Duration.ofSeconds(30));
		Object probe = new Object();
		detector.probe(ABC, probe);
		this.ejection.completed(later, "a:1", CallResult.SERVER_ERROR);
		assertThat(this.ejection.ejections().get(0).count()).isEqualTo(1);
		this.ejection.completed(probe, "a:1", CallResult.SUCCESS);
		assertThat(detector.usable(ABC)).isSameAs(ABC);
	}

	@Test
	void errorOfAKindThatDoesNotEjectIsAGoodProbe() {
		OutlierDetector<String> detector = detector(rule(0, 1, null, null, 100, null));
		detector.usable(ABC);
		call(detector, "a:1", CallResult.GATEWAY_ERROR);
		this.time.pass(Duration.ofSeconds(30));
		probe(detector, "a:1", CallResult.SERVER_ERROR);
		assertThat(detector.usable(ABC)).isSameAs(ABC);
	}

	@Test
	void countsStartAgainWhenAnInstanceComesBack() {
		OutlierDetector<String> detector = detector(rule(5, 3, null, null, 100, null));
		detector.usable(ABC);
		IntStream.range(0, 3).forEach((i) -> call(detector, "a:1", CallResult.GATEWAY_ERROR));
		this.time.pass(Duration.ofSeconds(30));
		probe(detector, "a:1", CallResult.SUCCESS);
		IntStream.range(0, 4).forEach((i) -> call(detector, "a:1", CallResult.SERVER_ERROR));
		assertThat(detector.usable(ABC)).isSameAs(ABC);
	}

	@Test
	void instanceThatLeavesIsForgotten() {
		OutlierDetector<String> detector = detector(DEFAULT);
		eject(detector, "a:1");
		List<String> sameInstances = new ArrayList<>(ABC);
		assertThat(detector.usable(sameInstances)).containsExactly("b:1", "c:1");
		List<String> others = List.of("b:1", "c:1", "d:1");
		assertThat(detector.usable(others)).isSameAs(others);
		assertThat(this.ejection.ejections()).isEmpty();
		assertThat(detector.usable(ABC)).isSameAs(ABC);
	}

	@Test
	void detectorStaysWithItsPolicyAndGoesWithItsRule() {
		OutlierDetector<String> detector = detector(DEFAULT);
		eject(detector, "a:1");
		assertThat(detector(DEFAULT)).isSameAs(detector);
		this.ejection.refresh("stock");
		assertThat(this.ejection.ejections()).hasSize(1);
		assertThat(detector(rule(7, null, null, null, 100, null))).isNotSameAs(detector);
		assertThat(this.ejection.ejections()).isEmpty();
		this.inForce = Set.of();
		this.ejection.refresh("stock");
		assertThat(this.ejection.size()).isZero();
	}

	@Test
	void destinationThatNobodyCallsIsForgotten() {
		OutlierDetector<String> detector = detector(DEFAULT);
		eject(detector, "a:1");
		this.time.pass(InstanceEjection.UNUSED.plusSeconds(1));
		this.ejection.refresh("stock");
		this.time.pass(InstanceEjection.UNUSED);
		this.ejection.refresh("stock");
		assertThat(this.ejection.size()).isEqualTo(1);
		this.time.pass(Duration.ofNanos(1));
		this.ejection.refresh("other");
		assertThat(this.ejection.size()).isEqualTo(1);
		this.ejection.refresh("stock");
		assertThat(this.ejection.size()).isZero();
	}

	@Test
	void failureOfAListenerFailsNoCall() {
		InstanceEjection<String> failing = new InstanceEjection<>((instance) -> instance, (service) -> this.inForce,
				this.time, this.time, (event) -> {
					throw new IllegalStateException("test");
				});
		OutlierDetector<String> detector = failing.detector("stock", "baseline",
				OutlierPolicy.of(rule(1, null, null, null, 100, null)));
		detector.usable(ABC);
		Object call = new Object();
		detector.watch(call);
		failing.completed(call, "a:1", CallResult.SERVER_ERROR);
		assertThat(detector.usable(ABC)).containsExactly("b:1", "c:1");
	}

	@Test
	void manyThreadsGetOneProbe() throws Exception {
		OutlierDetector<String> detector = detector(DEFAULT);
		eject(detector, "a:1");
		ExecutorService threads = Executors.newFixedThreadPool(8);
		try {
			for (int round = 1; round <= 50; round++) {
				this.time.pass(Duration.ofSeconds(300));
				List<Object> calls = IntStream.range(0, 50).mapToObj((i) -> new Object()).toList();
				List<Callable<@Nullable String>> tasks = new ArrayList<>();
				calls.forEach((call) -> tasks.add(() -> detector.probe(ABC, call)));
				List<Object> probes = new ArrayList<>();
				List<Future<@Nullable String>> results = threads.invokeAll(tasks);
				for (int i = 0; i < results.size(); i++) {
					if (results.get(i).get() != null) {
						probes.add(calls.get(i));
					}
				}
				assertThat(probes).hasSize(1);
				this.ejection.completed(probes.get(0), "a:1", CallResult.SERVER_ERROR);
			}
		}
		finally {
			threads.shutdownNow();
		}
	}

	private OutlierDetector<String> detector(OutlierDetection rule) {
		OutlierPolicy policy = OutlierPolicy.of(rule);
		assertThat(policy).isNotNull();
		return detector(policy);
	}

	private OutlierDetector<String> detector(OutlierPolicy policy) {
		this.inForce.add(policy);
		OutlierDetector<String> detector = this.ejection.detector("stock", "baseline", policy);
		detector.usable(ABC);
		return detector;
	}

	private void eject(OutlierDetector<String> detector, String instance) {
		IntStream.range(0, 5).forEach((i) -> call(detector, instance, CallResult.SERVER_ERROR));
	}

	private void call(OutlierDetector<String> detector, String instance, CallResult result) {
		Object call = new Object();
		detector.watch(call);
		this.ejection.completed(call, instance, result);
	}

	private void probe(OutlierDetector<String> detector, String instance, CallResult result) {
		Object call = new Object();
		assertThat(detector.probe(ABC, call)).isEqualTo(instance);
		this.ejection.completed(call, instance, result);
	}

	private static CallResult result(int letter) {
		return switch (letter) {
			case 'S' -> CallResult.ofStatus(499);
			case 'E' -> CallResult.ofStatus(500);
			case 'G' -> CallResult.ofStatus(503);
			case 'N' -> CallResult.NO_ANSWER;
			default -> CallResult.UNKNOWN;
		};
	}

	private static OutlierDetection rule(@Nullable Integer serverErrors, @Nullable Integer gatewayErrors,
			@Nullable Integer localFailures, @Nullable Boolean split, @Nullable Integer maxEjectionPercent,
			@Nullable Integer minHealthPercent) {
		return new OutlierDetection(serverErrors, gatewayErrors, localFailures, split, null, null, maxEjectionPercent,
				minHealthPercent);
	}

}
