package io.opensergo.core.testing;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.nio.file.Files;
import java.nio.file.Path;
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
 * input is that of the processor: a busy machine is no hang. A run leaves its figures and
 * its slowest input in {@code target/fuzz}.
 */
public final class FuzzRun {

	/**
	 * The system property that sets the number of inputs, for example 1000000.
	 */
	static final String INPUTS_PROPERTY = "opensergo.fuzz.inputs";

	private static final Logger logger = LoggerFactory.getLogger(FuzzRun.class);

	private static final Path RECORDS = Path.of("target", "fuzz");

	private static final long SEED = 20260101;

	private static final Duration MAX_TIME = Duration.ofSeconds(1);

	/**
	 * What is loaded lazily may still come; a leak of 10⁶ inputs is far above.
	 */
	private static final long MAX_GROWTH = 16 * 1024 * 1024;

	/**
	 * The first inputs pay for the classes that they load; they are held to the limit,
	 * but tell nothing of the target.
	 */
	private static final int WARM_UP = 1_000;

	private static final int REPORTS = 10;

	private final ThreadMXBean threads = ManagementFactory.getThreadMXBean();

	private final String name;

	private final int inputs;

	private long slowestTime;

	private int slowest;

	private FuzzRun(String name, int inputs) {
		this.name = name;
		this.inputs = inputs;
	}

	/**
	 * Creates a run.
	 * @param name the name of its record
	 * @param shortForm the number of inputs unless the system property sets it
	 * @return the run
	 */
	public static FuzzRun of(String name, int shortForm) {
		return new FuzzRun(name, Integer.getInteger(INPUTS_PROPERTY, shortForm));
	}

	/**
	 * The number of inputs.
	 * @return the number
	 */
	public int inputs() {
		return this.inputs;
	}

	/**
	 * Feeds all inputs.
	 * @param <I> the type of an input
	 * @param source makes an input
	 * @param target takes an input
	 */
	public <I> void run(Function<RandomGenerator, I> source, Consumer<I> target) {
		int part = Math.max(1, this.inputs / REPORTS);
		long heapAtStart = 0;
		for (int i = 0; i < this.inputs; i++) {
			feed(i, inputOf(i, source), target);
			if ((i + 1) % part == 0) {
				long heap = heapAfterCollection();
				heapAtStart = (i + 1 == part) ? heap : heapAtStart;
				logger.info("{}", figures(i + 1, heapAtStart, heap));
			}
		}
		long heapAtEnd = heapAfterCollection();
		record(figures(this.inputs, heapAtStart, heapAtEnd), inputOf(this.slowest, source));
		assertThat(heapAtEnd - heapAtStart).as("growth of the heap").isLessThan(MAX_GROWTH);
	}

	private static <I> I inputOf(int number, Function<RandomGenerator, I> source) {
		return source.apply(new SplittableRandom(SEED + number));
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
		if (number >= WARM_UP && time > this.slowestTime) {
			this.slowestTime = time;
			this.slowest = number;
		}
		if (time > MAX_TIME.toNanos()) {
			throw new AssertionError("Input " + number + " took " + time / 1_000_000 + " ms:\n" + input);
		}
	}

	private String figures(int done, long heapAtStart, long heap) {
		return "%s: %,d inputs, slowest %,d µs (input %d), heap after collection %,d -> %,d KiB".formatted(this.name,
				done, this.slowestTime / 1_000, this.slowest, heapAtStart / 1024, heap / 1024);
	}

	private void record(String figures, Object slowestInput) {
		try {
			Files.createDirectories(RECORDS);
			Files.writeString(RECORDS.resolve(this.name + ".txt"), figures + "\n\n" + slowestInput + "\n");
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	private static long heapAfterCollection() {
		System.gc();
		return ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed();
	}

}
