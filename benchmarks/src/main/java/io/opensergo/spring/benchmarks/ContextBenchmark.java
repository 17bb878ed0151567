package io.opensergo.spring.benchmarks;

import java.util.concurrent.TimeUnit;

import io.opensergo.core.context.TrafficContext;
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
 * What a context costs per request, its key in the logging MDC included, and what it
 * costs to take it along to another thread.
 */
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 5, time = 500, timeUnit = TimeUnit.MILLISECONDS)
@Measurement(iterations = 5, time = 500, timeUnit = TimeUnit.MILLISECONDS)
@Fork(3)
@State(Scope.Thread)
public class ContextBenchmark {

	private static final Runnable TASK = () -> {
	};

	/**
	 * The lane of the request, {@code baseline} for none.
	 */
	@Param({ "baseline", "gray" })
	String lane = "baseline";

	private TrafficContext context = TrafficContext.EMPTY;

	@Setup
	public void create() {
		this.context = TrafficContext.ofLane(this.lane.equals("baseline") ? null : this.lane);
	}

	/**
	 * A request: the context is current for its time.
	 * @return what is current
	 */
	@Benchmark
	public @Nullable String request() {
		TrafficContext.Scope scope = this.context.makeCurrent();
		try {
			return TrafficContext.current().lane();
		}
		finally {
			scope.close();
		}
	}

	/**
	 * A request that submits a task which runs at once.
	 */
	@Benchmark
	public void requestWithTask() {
		TrafficContext.Scope scope = this.context.makeCurrent();
		try {
			TrafficContext.wrap(TASK).run();
		}
		finally {
			scope.close();
		}
	}

	/**
	 * A task that serves no request.
	 * @return the task
	 */
	@Benchmark
	public Runnable taskOutsideOfRequests() {
		return TrafficContext.wrap(TASK);
	}

}
