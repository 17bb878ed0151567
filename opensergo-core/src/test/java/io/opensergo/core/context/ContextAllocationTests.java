package io.opensergo.core.context;

import java.lang.management.ManagementFactory;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

import com.sun.management.ThreadMXBean;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.slf4j.MDC;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests how much a request allocates for its context: without a lane nothing, with one no
 * more than its scope.
 */
class ContextAllocationTests {

	private static final int WARM_UP = 50_000;

	private static final int CALLS = 100_000;

	private static final int ROUNDS = 5;

	/**
	 * What the scope of a lane may cost, in bytes.
	 */
	private static final int SCOPE = 64;

	private static final ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();

	private final ContextHeaders headers = new ContextHeaders(new OutboundLane(null));

	private final Map<String, List<String>> carrier = new HashMap<>();

	private int seen;

	@Test
	void scopeWithoutLaneAllocatesNothing() {
		assertThat(bytesPerCall(() -> {
			try (TrafficContext.Scope scope = TrafficContext.EMPTY.makeCurrent()) {
				this.seen += (TrafficContext.current().lane() != null) ? 1 : 0;
			}
		})).isZero();
	}

	@Test
	void readOfCarrierWithoutLaneAllocatesNothing() {
		assertThat(bytesPerCall(
				() -> this.seen += (this.headers.read(this.carrier, MapAccess.INSTANCE).lane() != null) ? 1 : 0))
			.isZero();
	}

	@Test
	void writeWithoutLaneAllocatesNothing() {
		assertThat(bytesPerCall(() -> this.headers.write(TrafficContext.EMPTY, this.carrier, MapAccess.INSTANCE)))
			.isZero();
		assertThat(this.carrier).isEmpty();
	}

	@Test
	void writeWithoutRequestAllocatesNothing() {
		assertThat(bytesPerCall(() -> this.headers.write(null, this.carrier, MapAccess.INSTANCE))).isZero();
	}

	@Test
	void scopeWithLaneAllocatesAtMostItsBudgetBesideTheLoggingContext() {
		TrafficContext context = TrafficContext.ofLane("gray");
		double entry = bytesPerCall(() -> {
			MDC.put(TrafficContext.MDC_KEY, "gray");
			MDC.remove(TrafficContext.MDC_KEY);
		});
		assertThat(bytesPerCall(() -> {
			try (TrafficContext.Scope scope = context.makeCurrent()) {
				this.seen += 1;
			}
		})).isLessThanOrEqualTo(entry + SCOPE);
	}

	/**
	 * The least of several rounds: what the virtual machine does beside the calls is no
	 * cost of the calls.
	 */
	private static double bytesPerCall(Runnable call) {
		run(call, WARM_UP);
		long least = Long.MAX_VALUE;
		for (int round = 0; round < ROUNDS; round++) {
			long before = threads.getCurrentThreadAllocatedBytes();
			run(call, CALLS);
			least = Math.min(least, threads.getCurrentThreadAllocatedBytes() - before);
		}
		return (double) least / CALLS;
	}

	private static void run(Runnable call, int calls) {
		for (int i = 0; i < calls; i++) {
			call.run();
		}
	}

	/**
	 * A carrier for tests.
	 */
	private enum MapAccess implements HeaderAccess<Map<String, List<String>>> {

		INSTANCE;

		@Override
		public @Nullable List<String> values(Map<String, List<String>> carrier, String name) {
			return carrier.get(name);
		}

		@Override
		public void set(Map<String, List<String>> carrier, String name, String value) {
			carrier.put(name, List.of(value));
		}

		@Override
		public void remove(Map<String, List<String>> carrier, String name) {
			carrier.remove(name);
		}

	}

}
