package io.opensergo.core.route;

import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.stream.IntStream;

import io.opensergo.core.rule.WeightedDestination;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests that destinations get the share of requests that their weights ask for.
 */
class WeightedChoiceTests {

	private static final int DRAWS = 1_000_000;

	private static final int DEVIATIONS = 3;

	@ParameterizedTest
	@ValueSource(strings = { "1/1", "10/90", "1/99", "33/33/34", "0/100" })
	void decideGivesEachDestinationItsShare(String split) {
		int[] weights = Arrays.stream(split.split("/")).mapToInt(Integer::parseInt).toArray();
		Map<String, Integer> counts = draw(table(weights));
		double total = IntStream.of(weights).sum();
		for (int i = 0; i < weights.length; i++) {
			double share = weights[i] / total;
			double deviation = Math.sqrt(DRAWS * share * (1 - share));
			assertThat((double) counts.getOrDefault("s" + i, 0)).as("destination %d of %s", i, split)
				.isBetween(DRAWS * share - DEVIATIONS * deviation, DRAWS * share + DEVIATIONS * deviation);
		}
	}

	private static RouteTable table(int[] weights) {
		WeightedDestination[] destinations = IntStream.range(0, weights.length)
			.mapToObj((i) -> TestRouters.to("stock", "s" + i, weights[i]))
			.toArray(WeightedDestination[]::new);
		return ServiceRoutes
			.compile(List.of(TestRouters.router("stock", TestRouters.route("split", List.of(), destinations))),
					List.of(), Caller.of("order", "default", Map.of()))
			.tableFor("stock");
	}

	private static Map<String, Integer> draw(RouteTable table) {
		SplittableRandom random = new SplittableRandom(20261123);
		TestRequest request = TestRequest.get("/items");
		Map<String, Integer> counts = new HashMap<>();
		for (int i = 0; i < DRAWS; i++) {
			RouteDecision.Forward forward = (RouteDecision.Forward) table.decide(request, random);
			counts.merge(String.valueOf(forward.chosen().subset()), 1, Integer::sum);
		}
		return counts;
	}

}
