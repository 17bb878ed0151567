package io.opensergo.core.outlier;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.IntStream;

import io.opensergo.core.outlier.EjectionEvent.Outcome;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Properties of {@link OutlierDetector}, whatever instances answer.
 */
class OutlierPropertyTests {

	@Property
	void someInstanceIsAlwaysUsableAndThePartIsNeverExceeded(@ForAll("policies") OutlierPolicy policy,
			@ForAll @IntRange(min = 1, max = 12) int size,
			@ForAll @Size(max = 200) List<@IntRange(min = 0, max = 9_999) Integer> steps) {
		TestTime time = new TestTime();
		List<EjectionEvent> events = new ArrayList<>();
		InstanceEjection<String> ejection = new InstanceEjection<>((instance) -> instance, (service) -> Set.of(policy),
				time, time, events::add);
		OutlierDetector<String> detector = ejection.detector("stock", "baseline", policy);
		List<String> instances = IntStream.range(0, size).mapToObj((i) -> "i" + i + ":1").toList();
		Map<String, Object> probes = new HashMap<>();
		for (int step : steps) {
			List<String> usable = detector.usable(instances);
			assertThat(usable).isNotEmpty().isSubsetOf(instances);
			Object call = new Object();
			String instance = detector.probe(instances, call);
			if (instance != null) {
				assertThat(probes).doesNotContainKey(instance);
				probes.put(instance, call);
			}
			else {
				instance = usable.get(step % usable.size());
				detector.watch(call);
			}
			if (step % 7 != 0) {
				probes.remove(instance, call);
				ejection.completed(call, instance, CallResult.values()[step / 10 % CallResult.values().length]);
			}
			time.pass(Duration.ofMillis(step % 50 * 10L));
			checkPart(events, ejection.ejections().size(), policy, size);
			events.clear();
		}
	}

	private static void checkPart(List<EjectionEvent> events, int ejected, OutlierPolicy policy, int size) {
		assertThat(100 * ejected).isLessThanOrEqualTo(policy.maxEjectionPercent() * size);
		for (EjectionEvent event : events) {
			if (event.outcome() == Outcome.REFUSED) {
				assertThat(100 * (ejected + 1)).isGreaterThan(policy.maxEjectionPercent() * size);
			}
			else if (event.outcome() == Outcome.EJECTED) {
				Duration time = Duration.between(event.ejection().since(), event.ejection().until());
				assertThat(time.toNanos()).isBetween(policy.baseEjectionTime(), policy.maxEjectionTime());
			}
		}
	}

	@Provide
	Arbitrary<OutlierPolicy> policies() {
		Arbitrary<Integer> limit = Arbitraries.integers().between(0, 3);
		Arbitrary<Integer> percent = Arbitraries.integers().between(0, 100);
		Arbitrary<Long> nanos = Arbitraries.longs().between(1_000_000, 1_000_000_000);
		return Combinators.combine(limit, limit, limit, Arbitraries.of(true, false), nanos, nanos, percent, percent)
			.as((serverErrors, gatewayErrors, noAnswers, split, interval, base, max, min) -> new OutlierPolicy(
					serverErrors, gatewayErrors, noAnswers, split, interval, base, 5 * base, max, min));
	}

}
