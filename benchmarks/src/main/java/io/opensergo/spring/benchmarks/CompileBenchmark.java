package io.opensergo.spring.benchmarks;

import java.util.List;
import java.util.concurrent.TimeUnit;

import io.opensergo.core.route.RouteTable;
import io.opensergo.core.rule.Rule;
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
 * The compilation of a snapshot of 10 000 rules, and of the route table of the service
 * that the first request asks for.
 */
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MILLISECONDS)
@Warmup(iterations = 5, time = 500, timeUnit = TimeUnit.MILLISECONDS)
@Measurement(iterations = 5, time = 500, timeUnit = TimeUnit.MILLISECONDS)
@Fork(3)
@State(Scope.Thread)
public class CompileBenchmark {

	private static final int RULES = 10_000;

	/**
	 * The form of the rules: lanes, routes of one service, routers of as many services.
	 */
	@Param({ "lanes", "routes", "routers" })
	String form = "lanes";

	private List<Rule> rules = List.of();

	/**
	 * Builds the rules.
	 */
	@Setup
	public void prepare() {
		this.rules = switch (this.form) {
			case "lanes" -> Scenario.lanes(RULES);
			case "routes" -> Scenario.routesByHeader(RULES);
			case "routers" -> Scenario.routersOfOtherServices(RULES);
			default -> throw new IllegalArgumentException(this.form);
		};
	}

	/**
	 * Compiles.
	 * @return the table of the service
	 */
	@Benchmark
	public RouteTable snapshot() {
		return Scenario.compile(this.rules).routes(Scenario.SERVICE);
	}

}
