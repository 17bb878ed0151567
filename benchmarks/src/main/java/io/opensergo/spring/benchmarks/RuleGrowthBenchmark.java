package io.opensergo.spring.benchmarks;

import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

import io.opensergo.core.rule.Rule;
import io.opensergo.core.rule.TrafficLane;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/**
 * One decision and its subset lookup among more and more rules for one service, as lanes,
 * routes by header and routes by path, beside a linear engine. The request matches the
 * last rule. Lanes at 10 rules are the row "lane on the request, 10 rules, 10 instances".
 */
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 5, time = 500, timeUnit = TimeUnit.MILLISECONDS)
@Measurement(iterations = 5, time = 500, timeUnit = TimeUnit.MILLISECONDS)
@Fork(3)
@State(Scope.Thread)
public class RuleGrowthBenchmark {

	private static final int INSTANCES = 10;

	/**
	 * The number of rules.
	 */
	@Param({ "10", "100", "1000", "10000" })
	int rules = 10;

	/**
	 * What the rules ask for: lane, header, path, or a path with the method and a header
	 * that all of them ask for.
	 */
	@Param({ "lane", "header", "path", "shared" })
	String condition = "lane";

	private List<Map<String, String>> instances = List.of();

	private RoutedService service = new RoutedService(List.of(), List.of());

	private LinearEngine linear = LinearEngine.ofLanes(0);

	private Call call = new Call("/", Map.of());

	/**
	 * Builds both engines.
	 */
	@Setup
	public void prepare() {
		this.instances = Scenario.instances(INSTANCES, this.rules);
		int last = this.rules - 1;
		switch (this.condition) {
			case "lane" -> prepare(Scenario.lanes(this.rules), LinearEngine.ofLanes(this.rules),
					new Call("/items", Map.of(TrafficLane.DEFAULT_TRAFFIC_HEADER, Scenario.lane(last))));
			case "header" -> prepare(Scenario.routesByHeader(this.rules), LinearEngine.ofHeaders(this.rules),
					new Call("/items", Map.of(Scenario.USER_HEADER, Scenario.user(last))));
			case "path" -> prepare(Scenario.routesByPath(this.rules), LinearEngine.ofPaths(this.rules),
					new Call(Scenario.path(last), Map.of()));
			case "shared" -> prepare(Scenario.routesByPathAndShared(this.rules), LinearEngine.ofPaths(this.rules),
					new Call(Scenario.path(last), Map.of(Scenario.USER_HEADER, Scenario.user(0))));
			default -> throw new IllegalArgumentException(this.condition);
		}
	}

	private void prepare(List<Rule> compiled, LinearEngine linear, Call call) {
		this.service = new RoutedService(compiled, this.instances);
		this.linear = linear;
		this.call = call;
		if (this.service.route(call).isEmpty() || LinearEngine.select(linear.decide(call), this.instances).isEmpty()) {
			throw new IllegalStateException("the request finds no instance");
		}
	}

	/**
	 * The engine.
	 * @return the instances
	 */
	@Benchmark
	public List<Map<String, String>> engine() {
		return this.service.route(this.call);
	}

	/**
	 * The plain way.
	 * @return the instances
	 */
	@Benchmark
	public List<Map<String, String>> linear() {
		return LinearEngine.select(this.linear.decide(this.call), this.instances);
	}

}
