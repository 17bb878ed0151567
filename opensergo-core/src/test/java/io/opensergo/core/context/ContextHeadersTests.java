package io.opensergo.core.context;

import java.util.HashMap;
import java.util.List;
import java.util.Map;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link ContextHeaders}.
 */
class ContextHeadersTests {

	private static final String LANE = "x-opensergo-traffic";

	private final ContextHeaders baseline = new ContextHeaders(new OutboundLane(null));

	private final ContextHeaders gray = new ContextHeaders(new OutboundLane("gray"));

	private final Map<String, List<String>> carrier = new HashMap<>();

	@Test
	void writeWhenContextHasLaneWritesIt() {
		this.baseline.write(TrafficContext.ofLane("blue"), this.carrier, new MapAccess());
		assertThat(this.carrier).containsOnly(Map.entry(LANE, List.of("blue")));
	}

	@Test
	void writeWhenNoRequestIsServedWritesOwnLane() {
		this.gray.write(null, this.carrier, new MapAccess());
		assertThat(this.carrier).containsOnly(Map.entry(LANE, List.of("gray")));
	}

	@Test
	void writeWhenRequestIsBaselineWritesNothing() {
		this.gray.write(TrafficContext.EMPTY, this.carrier, new MapAccess());
		assertThat(this.carrier).isEmpty();
	}

	@Test
	void writeWhenCallerChoseLaneKeepsIt() {
		this.carrier.put(LANE, List.of("chosen"));
		this.baseline.write(TrafficContext.ofLane("blue"), this.carrier, new MapAccess());
		assertThat(this.carrier).containsOnly(Map.entry(LANE, List.of("chosen")));
	}

	@Test
	void writeWhenCallerLeftInvalidLaneReplacesOrRemovesIt() {
		this.carrier.put(LANE, List.of("no lane"));
		this.baseline.write(TrafficContext.ofLane("blue"), this.carrier, new MapAccess());
		assertThat(this.carrier).containsOnly(Map.entry(LANE, List.of("blue")));
		this.carrier.put(LANE, List.of("a", "b"));
		this.baseline.write(TrafficContext.EMPTY, this.carrier, new MapAccess());
		assertThat(this.carrier).isEmpty();
	}

	@Test
	void readWhenCarrierNamesLaneReturnsIt() {
		this.carrier.put(LANE, List.of("blue"));
		assertThat(this.gray.read(this.carrier, new MapAccess())).isEqualTo(TrafficContext.ofLane("blue"));
	}

	@Test
	void readWhenLaneIsMissingOrInvalidReturnsOwnContext() {
		assertThat(this.gray.read(this.carrier, new MapAccess()).lane()).isEqualTo("gray");
		this.carrier.put(LANE, List.of("a\r\nb"));
		assertThat(this.gray.read(this.carrier, new MapAccess()).lane()).isEqualTo("gray");
		assertThat(this.baseline.read(this.carrier, new MapAccess())).isSameAs(TrafficContext.EMPTY);
	}

	private static final class MapAccess implements HeaderAccess<Map<String, List<String>>> {

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
