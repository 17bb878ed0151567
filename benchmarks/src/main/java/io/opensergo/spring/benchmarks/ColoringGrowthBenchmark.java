package io.opensergo.spring.benchmarks;

import java.net.InetAddress;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;

import io.opensergo.core.lane.InboundRequest;
import io.opensergo.core.lane.LaneTable;
import io.opensergo.core.route.Caller;
import io.opensergo.core.rule.RuleMetadata;
import io.opensergo.core.rule.StringMatch;
import io.opensergo.core.rule.TrafficLane;
import io.opensergo.core.rule.TrafficLane.TrafficMatch;
import org.jspecify.annotations.Nullable;
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
 * The lane of a request of the last user, at an entry with many lanes, each for one user.
 */
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 5, time = 200, timeUnit = TimeUnit.MILLISECONDS)
@Measurement(iterations = 15, time = 200, timeUnit = TimeUnit.MILLISECONDS)
@Fork(3)
@State(Scope.Thread)
public class ColoringGrowthBenchmark {

	private final SplittableRandom random = new SplittableRandom(1);

	/**
	 * The number of lanes.
	 */
	@Param({ "10", "1000", "10000" })
	int lanes = 10;

	private LaneTable table = LaneTable.EMPTY;

	private InboundRequest request = new Inbound(Map.of());

	/**
	 * Compiles the lanes.
	 */
	@Setup
	public void prepare() {
		List<TrafficLane> all = IntStream.range(0, this.lanes).mapToObj(ColoringGrowthBenchmark::lane).toList();
		this.table = LaneTable.compile(all, Caller.of("gateway", Caller.DEFAULT_NAMESPACE, Map.of()));
		this.request = new Inbound(Map.of(Scenario.USER_HEADER, Scenario.user(this.lanes - 1)));
		if (this.table.color(this.request, this.random) == null) {
			throw new IllegalStateException("no lane");
		}
	}

	private static TrafficLane lane(int number) {
		TrafficMatch traffic = new TrafficMatch(Map.of(Scenario.USER_HEADER, StringMatch.exact(Scenario.user(number))),
				null, Map.of(), Map.of(), null, null, List.of(), null);
		return new TrafficLane(RuleMetadata.of(Caller.DEFAULT_NAMESPACE, Scenario.lane(number)),
				Map.of("app", "gateway"), List.of(traffic), Map.of(), Scenario.lane(number),
				TrafficLane.DEFAULT_TRAFFIC_HEADER, TrafficLane.Mode.PERMISSIVE, Map.of(), null);
	}

	/**
	 * Entry coloring.
	 * @return the lane
	 */
	@Benchmark
	public @Nullable String color() {
		return this.table.color(this.request, this.random);
	}

	/**
	 * A request that enters.
	 *
	 * @param headers its headers
	 */
	private record Inbound(Map<String, String> headers) implements InboundRequest {

		@Override
		public String method() {
			return "GET";
		}

		@Override
		public String scheme() {
			return "http";
		}

		@Override
		public String authority() {
			return "shop";
		}

		@Override
		public String path() {
			return "/items";
		}

		@Override
		public @Nullable String header(String name) {
			return this.headers.get(name);
		}

		@Override
		public @Nullable String cookie(String name) {
			return null;
		}

		@Override
		public @Nullable InetAddress remoteAddress() {
			return null;
		}

	}

}
