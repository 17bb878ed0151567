package io.opensergo.core.context;

import java.util.Map;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.slf4j.MDC;

import static org.assertj.core.api.Assertions.assertThat;

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
