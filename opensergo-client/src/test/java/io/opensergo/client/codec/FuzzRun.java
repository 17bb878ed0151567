package io.opensergo.client.codec;

import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.time.Duration;
import java.util.SplittableRandom;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.random.RandomGenerator;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Feeds generated inputs to a target that must neither throw, nor hang, nor keep memory.
 * Each input has a seed of its own, so that a failure can be seen again. The time of an
 * input is that of the processor: a busy machine is no hang.
 */
final class FuzzRun {

	/**
	 * The system property that sets the number of inputs, for example 1000000.
	 */
	static final String INPUTS_PROPERTY = "opensergo.fuzz.inputs";

	private static final Logger logger = LoggerFactory.getLogger(FuzzRun.class);

	private static final long SEED = 20260101;

	private static final Duration MAX_TIME = Duration.ofSeconds(1);

	/**
	 * What is loaded lazily may still come; a leak of 10⁶ inputs is far above.
	 */
	private static final long MAX_GROWTH = 16 * 1024 * 1024;

	private static final int REPORTS = 10;

	private final ThreadMXBean threads = ManagementFactory.getThreadMXBean();

	private final int inputs;

	private long slowest;

	private FuzzRun(int inputs) {
		this.inputs = inputs;
	}

	/**
	 * Creates a run.
	 * @param shortForm the number of inputs unless the system property sets it
	 * @return the run
	 */
	static FuzzRun of(int shortForm) {
		return new FuzzRun(Integer.getInteger(INPUTS_PROPERTY, shortForm));
	}

	int inputs() {
		return this.inputs;
	}

	<I> void run(Function<RandomGenerator, I> source, Consumer<I> target) {
		int part = Math.max(1, this.inputs / REPORTS);
		long heapAtStart = 0;
		for (int i = 0; i < this.inputs; i++) {
			feed(i, source.apply(new SplittableRandom(SEED + i)), target);
			if ((i + 1) % part == 0) {
				long heap = heapAfterCollection();
				heapAtStart = (i + 1 == part) ? heap : heapAtStart;
				logger.info("{} inputs, slowest {} ms, heap after collection {} KiB", i + 1, this.slowest / 1_000_000,
						heap / 1024);
			}
		}
		assertThat(heapAfterCollection() - heapAtStart).as("growth of the heap").isLessThan(MAX_GROWTH);
	}

	private <I> void feed(int number, I input, Consumer<I> target) {
		long start = this.threads.getCurrentThreadCpuTime();
		try {
			target.accept(input);
		}
		catch (Throwable ex) {
			throw new AssertionError("Input " + number + ":\n" + input, ex);
		}
		long time = this.threads.getCurrentThreadCpuTime() - start;
		this.slowest = Math.max(this.slowest, time);
		if (time > MAX_TIME.toNanos()) {
			throw new AssertionError("Input " + number + " took " + time / 1_000_000 + " ms:\n" + input);
		}
	}

	private static long heapAfterCollection() {
		System.gc();
		return ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed();
	}

}
