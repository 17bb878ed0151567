package io.opensergo.core.source;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

import io.opensergo.core.rule.Rejection;
import io.opensergo.core.rule.Rejection.Severity;
import io.opensergo.core.rule.Rule;
import io.opensergo.core.rule.RuleMetadata;
import io.opensergo.core.rule.VirtualWorkload;
import io.opensergo.core.source.RuleSourceStatus.State;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link RuleStore}.
 */
class RuleStoreTests {

	private final TestSource strong = new TestSource("strong");

	private final TestSource weak = new TestSource("weak");

	private final RuleStore store = new RuleStore(List.of(this.strong, this.weak));

	@Test
	void snapshotBeforeStartIsEmpty() {
		assertThat(this.store.snapshot()).isSameAs(RuleSnapshot.EMPTY);
	}

	@Test
	void strongerSourceWins() {
		this.store.start();
		this.weak.publish(rule("a", "weak"), rule("b", "weak"));
		this.strong.publish(rule("a", "strong"));
		RuleSnapshot snapshot = this.store.snapshot();
		assertThat(snapshot.rules()).containsExactly(rule("a", "strong"), rule("b", "weak"));
		assertThat(snapshot.version()).isEqualTo(2);
		assertThat(snapshot.rejections()).singleElement().satisfies((rejection) -> {
			assertThat(rejection.severity()).isEqualTo(Severity.WARNING);
			assertThat(rejection.source()).isEqualTo("weak");
			assertThat(rejection.name()).isEqualTo("a");
			assertThat(rejection.reason()).contains("'strong'", "'weak'");
		});
	}

	@Test
	void weakerRuleComesBackWhenStrongerGoes() {
		this.store.start();
		this.weak.publish(rule("a", "weak"));
		this.strong.publish(rule("a", "strong"));
		this.strong.publish();
		assertThat(this.store.snapshot().rules()).containsExactly(rule("a", "weak"));
		assertThat(this.store.snapshot().rejections()).isEmpty();
	}

	@Test
	void rejectionsOfSourcesAreInTheSnapshot() {
		Rejection rejection = new Rejection(Severity.ERROR, null, null, null, "f", 1, 1, "", "bad", "mend");
		this.store.start();
		this.strong.publish(new RuleSet(List.of(), List.of(rejection)));
		assertThat(this.store.snapshot().rejections()).containsExactly(rejection);
		assertThat(this.store.snapshot().version()).isEqualTo(1);
	}

	@Test
	void identicalContentPublishesNothing() {
		List<RuleSnapshot> heard = new ArrayList<>();
		this.store.addListener(heard::add);
		this.store.start();
		this.strong.publish(rule("a", "x"));
		this.strong.publish(rule("a", "x"));
		this.weak.publish();
		assertThat(heard).extracting(RuleSnapshot::version).containsExactly(0L, 1L);
	}

	@Test
	void listenerHearsCurrentSnapshotAtOnce() {
		this.store.start();
		this.strong.publish(rule("a", "x"));
		List<RuleSnapshot> heard = new ArrayList<>();
		this.store.addListener(heard::add);
		assertThat(heard).containsExactly(this.store.snapshot());
	}

	@Test
	void failingListenerKeepsNoOtherFromHearing() {
		List<Long> heard = new ArrayList<>();
		this.store.addListener((snapshot) -> {
			throw new IllegalStateException("on purpose");
		});
		this.store.addListener((snapshot) -> heard.add(snapshot.version()));
		this.store.start();
		this.strong.publish(rule("a", "x"));
		assertThat(heard).containsExactly(0L, 1L);
	}

	@Test
	void snapshotIsInForceBeforeListenersHear() {
		List<Boolean> inForce = new ArrayList<>();
		this.store.addListener((snapshot) -> inForce.add(this.store.snapshot() == snapshot));
		this.store.start();
		this.strong.publish(rule("a", "x"));
		assertThat(inForce).containsExactly(true, true);
	}

	@Test
	void listenerThatMakesASourcePublishDoesNotChangeTheOrder() {
		List<Long> heard = new ArrayList<>();
		this.store.start();
		this.store.addListener((snapshot) -> {
			if (snapshot.version() == 1) {
				this.weak.publish(rule("b", "x"));
			}
		});
		this.store.addListener((snapshot) -> heard.add(snapshot.version()));
		this.strong.publish(rule("a", "x"));
		assertThat(heard).isSorted().endsWith(2L).doesNotHaveDuplicates();
	}

	@Test
	void listenersHearFromOneThreadAtATimeInOrder() throws Exception {
		AtomicInteger inside = new AtomicInteger();
		List<Long> heard = new ArrayList<>();
		AtomicInteger overlaps = new AtomicInteger();
		this.store.addListener((snapshot) -> {
			overlaps.addAndGet((inside.incrementAndGet() > 1) ? 1 : 0);
			heard.add(snapshot.version());
			Thread.yield();
			inside.decrementAndGet();
		});
		this.store.start();
		ExecutorService executor = Executors.newFixedThreadPool(2);
		CountDownLatch go = new CountDownLatch(1);
		for (TestSource source : List.of(this.strong, this.weak)) {
			executor.execute(() -> {
				await(go);
				for (int i = 0; i < 500; i++) {
					source.publish(rule(source.name(), "h" + i));
				}
			});
		}
		go.countDown();
		executor.shutdown();
		assertThat(executor.awaitTermination(30, TimeUnit.SECONDS)).isTrue();
		assertThat(overlaps).hasValue(0);
		assertThat(heard).hasSize(1001).isSorted().doesNotHaveDuplicates();
		assertThat(this.store.snapshot().rules()).hasSize(2);
	}

	@Test
	void sourceThatFailsToStartKeepsNoOtherFromStarting() {
		TestSource failing = new TestSource("failing") {
			@Override
			public void start(RuleSourceListener listener) {
				throw new IllegalStateException("on purpose");
			}
		};
		RuleStore store = new RuleStore(List.of(failing, this.weak));
		store.start();
		this.weak.publish(rule("a", "x"));
		assertThat(store.snapshot().rules()).hasSize(1);
	}

	@Test
	void startTwiceStartsSourcesOnce() {
		this.store.start();
		this.store.start();
		assertThat(this.strong.starts).isEqualTo(1);
	}

	@Test
	void statusIsInTheOrderOfSources() {
		assertThat(this.store.status()).containsExactly(Map.entry("strong", this.strong.status()),
				Map.entry("weak", this.weak.status()));
	}

	@Test
	void closeClosesAllSourcesAndKeepsTheSnapshot() {
		TestSource failing = new TestSource("failing") {
			@Override
			public void close() {
				throw new IllegalStateException("on purpose");
			}
		};
		RuleStore store = new RuleStore(List.of(failing, this.weak));
		store.start();
		this.weak.publish(rule("a", "x"));
		store.close();
		store.close();
		assertThat(this.weak.closes).isEqualTo(1);
		this.weak.publish(rule("b", "x"));
		assertThat(store.snapshot().rules()).containsExactly(rule("a", "x"));
	}

	private static void await(CountDownLatch latch) {
		try {
			latch.await();
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
		}
	}

	private static Rule rule(String name, String host) {
		return new VirtualWorkload(RuleMetadata.of("default", name), host, List.of(), null, List.of());
	}

	private static class TestSource implements RuleSource {

		private final String name;

		private @Nullable RuleSourceListener listener;

		private int starts;

		private int closes;

		TestSource(String name) {
			this.name = name;
		}

		void publish(Rule... rules) {
			publish(new RuleSet(List.of(rules), List.of()));
		}

		void publish(RuleSet rules) {
			assertThat(this.listener).isNotNull();
			this.listener.onRules(rules);
		}

		@Override
		public String name() {
			return this.name;
		}

		@Override
		public void start(RuleSourceListener listener) {
			this.starts++;
			this.listener = listener;
		}

		@Override
		public RuleSourceStatus status() {
			return new RuleSourceStatus(State.UP, this.name, null);
		}

		@Override
		public void close() {
			this.closes++;
		}

	}

}
