package io.opensergo.core.engine;

import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.function.IntFunction;
import java.util.stream.IntStream;

import com.sun.management.ThreadMXBean;
import io.opensergo.core.route.Caller;
import io.opensergo.core.route.RouteDecision;
import io.opensergo.core.route.TestRequest;
import io.opensergo.core.route.TestRouters;
import io.opensergo.core.rule.Rule;
import io.opensergo.core.rule.RuleMetadata;
import io.opensergo.core.rule.StringMatch;
import io.opensergo.core.rule.TrafficLane;
import io.opensergo.core.rule.TrafficRouter.HttpRoute;
import io.opensergo.core.source.RuleSnapshot;
import io.opensergo.core.workload.SubsetIndex;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests how much the request path allocates: the decision and the subset lookup.
 */
class RequestPathAllocationTests {

	private static final int WARM_UP = 20_000;

	private static final int CALLS = 100_000;

	private static final int ROUNDS = 5;

	private static final int RULES = 10;

	private static final ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();

	private final SplittableRandom random = new SplittableRandom(1);

	private final List<Map<String, String>> instances = instances();

	private int found;

	@Test
	void callThatNoRuleConcernsAllocatesNothing() {
		assertThat(bytesPerCall(others(), TestRequest.get("/items?page=1"))).isZero();
	}

	@Test
	void callWithoutLaneAmongLanesAllocatesNothing() {
		assertThat(bytesPerCall(lanes(), TestRequest.get("/items?page=1"))).isZero();
	}

	@Test
	void callInLaneAllocatesAtMostItsBudget() {
		TestRequest request = TestRequest.get("/items?page=1").with(TrafficLane.DEFAULT_TRAFFIC_HEADER, "lane-5");
		assertThat(bytesPerCall(lanes(), request)).isLessThanOrEqualTo(64);
	}

	@Test
	void callThatTheLastOfTenHeaderRoutesMatchesAllocatesAtMostItsBudget() {
		List<Rule> rules = router((i) -> TestRouters.route("r" + i, List.of(TestRouters.header("x-user", "u" + i)),
				TestRouters.to("stock", "v1", 30), TestRouters.to("stock", "v2", 70)));
		TestRequest request = TestRequest.get("/items?page=1").with("x-user", "u" + (RULES - 1));
		assertThat(bytesPerCall(rules, request)).isLessThanOrEqualTo(64);
	}

	@Test
	void callThatTheLastOfTenPathRoutesMatchesAllocatesAtMostItsBudget() {
		for (StringMatch last : List.of(StringMatch.exact("/items/9"), StringMatch.prefix("/items/9"))) {
			List<Rule> rules = router((i) -> TestRouters.route("r" + i,
					List.of(TestRouters.uri((i < RULES - 1) ? StringMatch.prefix("/items/" + i) : last, false)),
					TestRouters.to("stock", "v1", 100)));
			assertThat(bytesPerCall(rules, TestRequest.get("/items/9?page=1"))).isLessThanOrEqualTo(64);
		}
	}

	/**
	 * The least of several rounds: what the virtual machine does beside the calls is no
	 * cost of the calls.
	 */
	private double bytesPerCall(List<Rule> rules, TestRequest request) {
		CompiledRules compiled = CompiledRules.compile(new RuleSnapshot(1, rules, List.of()),
				Caller.of("order", "default", Map.of()));
		SubsetIndex<Map<String, String>> index = SubsetIndex.of(this.instances, (instance) -> instance,
				compiled.subsets("stock"));
		call(compiled, index, request, WARM_UP);
		long least = Long.MAX_VALUE;
		for (int round = 0; round < ROUNDS; round++) {
			long before = threads.getCurrentThreadAllocatedBytes();
			call(compiled, index, request, CALLS);
			least = Math.min(least, threads.getCurrentThreadAllocatedBytes() - before);
		}
		assertThat(this.found).as("calls that found an instance").isEqualTo(WARM_UP + ROUNDS * CALLS);
		this.found = 0;
		return (double) least / CALLS;
	}

	private void call(CompiledRules compiled, SubsetIndex<Map<String, String>> index, TestRequest request, int calls) {
		for (int i = 0; i < calls; i++) {
			RouteDecision.Forward forward = (RouteDecision.Forward) compiled.routes("stock")
				.decide(request, this.random);
			List<Map<String, String>> selected = (forward.lane() != null) ? index.lane(forward.lane())
					: index.instances(forward.chosen().subset());
			this.found += selected.isEmpty() ? 0 : 1;
		}
	}

	private static List<Map<String, String>> instances() {
		List<Map<String, String>> instances = new ArrayList<>();
		for (int i = 0; i < 10; i++) {
			instances.add((i < 5) ? Map.of("version", "v" + (1 + i % 2)) : Map.of(TrafficLane.LANE_LABEL, "lane-" + i));
		}
		return instances;
	}

	private static List<Rule> others() {
		return IntStream.range(0, RULES)
			.<Rule>mapToObj((i) -> TestRouters.router("other-" + i,
					TestRouters.route("all", List.of(), TestRouters.to("other-" + i, "v1", 100))))
			.toList();
	}

	private static List<Rule> lanes() {
		return IntStream.range(0, RULES)
			.<Rule>mapToObj((i) -> new TrafficLane(RuleMetadata.of("default", "lane-" + i), Map.of("app", "gateway"),
					List.of(), Map.of(), "lane-" + i, TrafficLane.DEFAULT_TRAFFIC_HEADER, TrafficLane.Mode.PERMISSIVE,
					Map.of(), null))
			.toList();
	}

	private static List<Rule> router(IntFunction<HttpRoute> route) {
		return List
			.of(TestRouters.router("stock", IntStream.range(0, RULES).mapToObj(route).toArray(HttpRoute[]::new)));
	}

}
