package io.opensergo.core.context;

import java.io.IOException;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.slf4j.MDC;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/**
 * Tests for {@link TrafficContext} and {@link LaneName}.
 */
class TrafficContextTests {

	@AfterEach
	void nothingIsLeft() {
		assertThat(TrafficContext.currentOrNull()).isNull();
		MDC.clear();
	}

	@Test
	void makeCurrentSetsLaneAndMdcAndTakesThemAway() {
		MDC.put("other", "kept");
		try (TrafficContext.Scope scope = TrafficContext.ofLane("gray").makeCurrent()) {
			assertThat(TrafficContext.current().lane()).isEqualTo("gray");
			assertThat(MDC.get("lane")).isEqualTo("gray");
		}
		assertThat(TrafficContext.current()).isSameAs(TrafficContext.EMPTY);
		assertThat(MDC.get("lane")).isNull();
		assertThat(MDC.get("other")).isEqualTo("kept");
	}

	@Test
	void makeCurrentWhenNestedRestoresTheOuterOne() {
		try (TrafficContext.Scope outer = TrafficContext.ofLane("gray").makeCurrent()) {
			try (TrafficContext.Scope inner = TrafficContext.EMPTY.makeCurrent()) {
				assertThat(MDC.get("lane")).isNull();
			}
			assertThat(MDC.get("lane")).isEqualTo("gray");
		}
	}

	@Test
	void makeCurrentWhenKeyHasForeignValueBringsItBack() {
		MDC.put("lane", "theirs");
		TrafficContext.ofLane("gray").run(() -> {
			assertThat(MDC.get("lane")).isEqualTo("gray");
			TrafficContext.EMPTY.run(() -> assertThat(MDC.get("lane")).isNull());
			assertThat(MDC.get("lane")).isEqualTo("gray");
		});
		assertThat(MDC.get("lane")).isEqualTo("theirs");
	}

	@Test
	void bindWhenNoneIsBoundTouchesNothing() {
		MDC.put("lane", "theirs");
		TrafficContext.bind(null);
		assertThat(MDC.get("lane")).isEqualTo("theirs");
	}

	@Test
	void callWhenTaskFailsBringsBackWhatWasBefore() {
		assertThatThrownBy(() -> TrafficContext.ofLane("gray").call(() -> {
			throw new IOException();
		})).isInstanceOf(IOException.class);
		assertThat(MDC.get("lane")).isNull();
	}

	@Test
	void wrapTakesContextToOtherThread() throws Exception {
		ExecutorService executor = Executors.newSingleThreadExecutor();
		Callable<String> lane = () -> MDC.get("lane");
		TrafficContext.ofLane("gray").call(() -> {
			assertThat(executor.submit(TrafficContext.wrap(lane)).get()).isEqualTo("gray");
			assertThat(CompletableFuture.supplyAsync(() -> MDC.get("lane"), TrafficContext.wrap(executor)).get())
				.isEqualTo("gray");
			CompletableFuture<String> seen = new CompletableFuture<>();
			executor.execute(TrafficContext.wrap((Runnable) () -> seen.complete(MDC.get("lane"))));
			return assertThat(seen.get()).isEqualTo("gray");
		});
		assertThat(executor.submit(lane).get()).isNull();
		assertThat(executor.submit(() -> TrafficContext.currentOrNull()).get()).isNull();
		executor.shutdown();
	}

	@Test
	void wrapWhenNoneIsBoundIsTheTask() {
		Runnable task = () -> {
		};
		Callable<String> call = () -> "";
		assertThat(TrafficContext.wrap(task)).isSameAs(task);
		assertThat(TrafficContext.wrap(call)).isSameAs(call);
	}

	@Test
	void ofWhenNothingIsCarriedIsEmpty() {
		assertThat(TrafficContext.of(null, Map.of())).isSameAs(TrafficContext.EMPTY);
		assertThat(TrafficContext.ofLane(null)).isSameAs(TrafficContext.EMPTY);
	}

	@ParameterizedTest
	@CsvSource({ "gray, true", "Gray-1.x_y, true", "a, true", "-gray, false", "gray-, false", "'', false", "a b, false",
			"a\u00e4, false" })
	void laneNamesAreChecked(String name, boolean expected) {
		assertThat(LaneName.isValid(name)).isEqualTo(expected);
	}

	@Test
	void laneNamesAreBounded() {
		assertThat(LaneName.isValid("a".repeat(63))).isTrue();
		assertThat(LaneName.isValid("a".repeat(64))).isFalse();
		assertThat(LaneName.isValid(null)).isFalse();
	}

}
