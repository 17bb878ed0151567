package io.opensergo.core.context;

import java.lang.management.ManagementFactory;
import java.util.List;
import java.util.Set;

import com.sun.management.ThreadMXBean;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests how much {@link ContextHeaders} allocates where there is nothing to do.
 */
class ContextHeadersAllocationTests {

	private static final int WARM_UP = 20_000;

	private static final int CALLS = 100_000;

	private static final int ROUNDS = 5;

	private static final ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();

	private final TestHeaders carrier = new TestHeaders();

	@Test
	void writeOfNothingAllocatesNothing() {
		ContextHeaders headers = new ContextHeaders(new OutboundLane(null));
		assertThat(bytesPerCall(() -> headers.write(TrafficContext.EMPTY, this.carrier, TestHeaders.ACCESS))).isZero();
		assertThat(bytesPerCall(() -> headers.write(null, this.carrier, TestHeaders.ACCESS))).isZero();
		assertThat(bytesPerCall(() -> headers.concerns(null, this.carrier, TestHeaders.ACCESS))).isZero();
	}

	@Test
	void readOfNothingAllocatesNothing() {
		ContextHeaders headers = new ContextHeaders(new OutboundLane(null),
				new CarriedHeaders(List.of(), Set::of, new PropagationDrops()), BaggageMode.ALWAYS,
				new PropagationDrops());
		assertThat(bytesPerCall(() -> headers.read(this.carrier, TestHeaders.ACCESS))).isZero();
	}

	/**
	 * The least of some rounds: the compiler may allocate in between.
	 */
	private static double bytesPerCall(Runnable call) {
		repeat(call, WARM_UP);
		long least = Long.MAX_VALUE;
		for (int i = 0; i < ROUNDS; i++) {
			long before = threads.getCurrentThreadAllocatedBytes();
			repeat(call, CALLS);
			least = Math.min(least, threads.getCurrentThreadAllocatedBytes() - before);
		}
		return (double) least / CALLS;
	}

	private static void repeat(Runnable call, int times) {
		for (int i = 0; i < times; i++) {
			call.run();
		}
	}

}
