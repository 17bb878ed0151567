package io.opensergo.spring.benchmarks;

import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

import io.opensergo.core.route.RouteDecision.Forward;
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
 * The subset lookup among more and more instances, beside a scan of the list.
 */
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 5, time = 500, timeUnit = TimeUnit.MILLISECONDS)
@Measurement(iterations = 5, time = 500, timeUnit = TimeUnit.MILLISECONDS)
@Fork(3)
@State(Scope.Thread)
public class InstanceGrowthBenchmark {

	private static final int LANES = 10;

	/**
	 * The number of instances of the service.
	 */
	@Param({ "10", "100", "1000", "5000" })
	int instances = 10;

	private List<Map<String, String>> all = List.of();

	private RoutedService service = new RoutedService(List.of(), List.of());

	private Call call = new Call("/items", Map.of(TrafficLane.DEFAULT_TRAFFIC_HEADER, Scenario.lane(LANES - 1)));

	private Forward decision = this.service.decide(this.call);

	private LinearEngine.Rule rule = new LinearEngine.Rule(null, "", TrafficLane.LANE_LABEL, Scenario.lane(LANES - 1));

	/**
	 * Builds the index.
	 */
	@Setup
	public void prepare() {
		this.all = Scenario.instances(this.instances, LANES);
		this.service = new RoutedService(Scenario.lanes(LANES), this.all);
		this.decision = this.service.decide(this.call);
	}

	/**
	 * The index.
	 * @return the instances
	 */
	@Benchmark
	public List<Map<String, String>> engine() {
		return this.service.select(this.decision);
	}

	/**
	 * The plain way.
	 * @return the instances
	 */
	@Benchmark
	public List<Map<String, String>> linear() {
		return LinearEngine.select(this.rule, this.all);
	}

}
