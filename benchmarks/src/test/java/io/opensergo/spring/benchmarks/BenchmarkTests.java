package io.opensergo.spring.benchmarks;

import org.junit.jupiter.api.Test;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import org.openjdk.jmh.runner.options.VerboseMode;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests that each benchmark runs. What they measure is read from a run of its own.
 */
class BenchmarkTests {

	@Test
	void eachBenchmarkRuns() throws RunnerException {
		assertThat(new Runner(new OptionsBuilder().include(BenchmarkTests.class.getPackageName() + ".*")
			.param("rules", "10", "100")
			.param("instances", "10")
			.mode(Mode.SingleShotTime)
			.forks(0)
			.warmupIterations(0)
			.measurementIterations(1)
			.shouldFailOnError(true)
			.verbosity(VerboseMode.SILENT)
			.build()).run()).hasSizeGreaterThanOrEqualTo(4 + 12 + 2 + 3 + 12);
	}

}
