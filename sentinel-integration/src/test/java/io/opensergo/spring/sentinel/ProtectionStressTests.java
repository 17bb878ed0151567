package io.opensergo.spring.sentinel;

import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;

import com.alibaba.csp.sentinel.AsyncEntry;
import com.alibaba.csp.sentinel.Entry;
import com.alibaba.csp.sentinel.EntryType;
import com.alibaba.csp.sentinel.SphU;
import com.alibaba.csp.sentinel.slots.block.BlockException;
import com.alibaba.csp.sentinel.slots.clusterbuilder.ClusterBuilderSlot;
import io.opensergo.core.engine.RoutingFailures;
import io.opensergo.core.protection.ProtectionPlan;
import io.opensergo.core.rule.FaultToleranceRule;
import io.opensergo.core.rule.ProtectionStrategy;
import io.opensergo.core.rule.Rule;
import io.opensergo.core.rule.StringMatch;
import io.opensergo.spring.sentinel.limit.ManualTime;
import io.opensergo.spring.sentinel.limit.TimeSource;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link ProtectionEngine} under the load of many threads.
 */
class ProtectionStressTests {

	private static final int THREADS = 200;

	private final String resource = "GET:/stress/" + UUID.randomUUID();

	private final RoutingFailures failures = new RoutingFailures(Clock.systemUTC());

	private final ManualTime time = new ManualTime();

	private ProtectionEngine engine = engine(this.time);

	@AfterEach
	void stop() {
		this.engine.close();
	}

	@ParameterizedTest
	@ValueSource(strings = { "PT0.2S", "PT1S", "PT5S", "PT1M" })
	void exactlyTheThresholdPassesPerDuration(Duration duration) throws Exception {
		this.engine.start();
		this.engine.apply(TestRules.plan(this.resource, TestRules.rate(50, duration)));
		for (int round = 0; round < 3; round++) {
			assertThat(sum(inParallel(THREADS, () -> tries(10)))).isEqualTo(50);
			this.time.advance(duration);
		}
		assertThat(ClusterBuilderSlot.getClusterNode(this.resource).curThreadNum()).isZero();
	}

	@Test
	void neverMoreThanTheThresholdInRealTime() throws Exception {
		this.engine = engine(TimeSource.SYSTEM);
		this.engine.start();
		this.engine.apply(TestRules.plan(this.resource, TestRules.rate(10, Duration.ofMillis(200))));
		AtomicInteger passed = new AtomicInteger();
		long start = System.nanoTime();
		inParallel(THREADS, () -> {
			while (System.nanoTime() - start < TimeUnit.SECONDS.toNanos(1)) {
				passed.addAndGet(tries(1));
				Thread.yield();
			}
			return 0;
		});
		long windows = (System.nanoTime() - start) / Duration.ofMillis(200).toNanos() + 1;
		assertThat(passed.get()).isBetween(10, (int) (10 * windows));
	}

	@Test
	void concurrencyIsNeverExceeded() throws Exception {
		this.engine.start();
		this.engine.apply(TestRules.plan(this.resource, TestRules.concurrency(7),
				TestRules.rate(1_000_000, Duration.ofSeconds(1)), TestRules.errorBreaker(1, 1)));
		AtomicInteger active = new AtomicInteger();
		AtomicInteger most = new AtomicInteger();
		inParallel(THREADS, () -> {
			for (int i = 0; i < 50; i++) {
				try {
					AsyncEntry entry = SphU.asyncEntry(this.resource, EntryType.IN);
					most.accumulateAndGet(active.incrementAndGet(), Math::max);
					Thread.yield();
					active.decrementAndGet();
					entry.exit();
				}
				catch (BlockException ex) {
					Thread.yield();
				}
			}
			return 0;
		});
		assertThat(most.get()).isBetween(1, 7);
		List<Entry> entries = new ArrayList<>();
		for (int i = 0; i < 7; i++) {
			entries.add(SphU.asyncEntry(this.resource, EntryType.IN));
		}
		assertThat(tries(1)).isZero();
		entries.forEach(Entry::exit);
	}

	/**
	 * A thousand rules are pushed again and again while requests come: the limit of the
	 * rule that stays lets exactly its threshold pass, and what no rule limits passes.
	 */
	@Test
	void pushUnderLoadLosesNoCountAndFailsNoRequest() throws Exception {
		String free = this.resource + "/free";
		this.engine.start();
		this.engine.apply(push(0));
		AtomicBoolean pushing = new AtomicBoolean(true);
		AtomicInteger freeTries = new AtomicInteger();
		AtomicInteger freePassed = new AtomicInteger();
		ExecutorService pusher = Executors.newSingleThreadExecutor();
		try {
			Future<Integer> pushes = pusher.submit(() -> {
				int number = 1;
				for (; number <= 20 && pushing.get(); number++) {
					this.engine.apply(push(number));
				}
				return number;
			});
			int passed = sum(inParallel(20, () -> {
				int own = 0;
				while (!pushes.isDone()) {
					own += tries(20);
					freeTries.incrementAndGet();
					SphU.entry(free, EntryType.IN).exit();
					freePassed.incrementAndGet();
				}
				return own + tries(20);
			}));
			assertThat(pushes.get()).isGreaterThan(20);
			assertThat(passed).isEqualTo(300);
			assertThat(freePassed).hasValue(freeTries.get());
		}
		finally {
			pushing.set(false);
			pusher.shutdownNow();
		}
		assertThat(this.failures.count()).isZero();
		assertThat(ClusterBuilderSlot.getClusterNode(this.resource).curThreadNum()).isZero();
		assertThat(this.engine.status().stream().filter((status) -> !status.resources().isEmpty())).hasSize(2);
	}

	private ProtectionPlan push(int number) {
		ProtectionStrategy rate = TestRules.rate(300, Duration.ofHours(1));
		ProtectionStrategy concurrency = TestRules.concurrency(1000 + number);
		List<Rule> rules = new ArrayList<>(List.of(rate, concurrency));
		FaultToleranceRule limited = TestRules.rule("limited", new StringMatch.Exact(this.resource, false), rate);
		rules.add(limited);
		rules.add(TestRules.rule("free", new StringMatch.Prefix(this.resource + "/", false), concurrency));
		for (int i = 0; i < 1000; i++) {
			rules
				.add(TestRules.rule("rule-" + i + "-" + number, new StringMatch.Exact("GET:/other/" + i, false), rate));
		}
		return TestRules.plan(rules);
	}

	private ProtectionEngine engine(TimeSource time) {
		return new ProtectionEngine(time, new SentinelOverloadMetrics(), GlobalTokens.NONE, ProtectionOptions.DEFAULTS,
				this.failures, List.of());
	}

	private int tries(int tries) {
		int passed = 0;
		for (int i = 0; i < tries; i++) {
			try {
				SphU.entry(this.resource, EntryType.IN).exit();
				passed++;
			}
			catch (BlockException ex) {
				Thread.yield();
			}
		}
		return passed;
	}

	private static int sum(List<Integer> numbers) {
		return numbers.stream().mapToInt(Integer::intValue).sum();
	}

	private static List<Integer> inParallel(int threads, Callable<Integer> task) throws Exception {
		ExecutorService executor = Executors.newFixedThreadPool(threads);
		try {
			CountDownLatch ready = new CountDownLatch(threads);
			List<Future<Integer>> results = new ArrayList<>();
			for (int i = 0; i < threads; i++) {
				results.add(executor.submit(() -> {
					ready.countDown();
					ready.await();
					return task.call();
				}));
			}
			List<Integer> all = new ArrayList<>();
			for (Future<Integer> result : results) {
				all.add(result.get(2, TimeUnit.MINUTES));
			}
			return all;
		}
		finally {
			executor.shutdownNow();
		}
	}

}
