package io.opensergo.core.context;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link ContextHeaders}.
 */
class ContextHeadersTests {

	private static final String LANE = "x-opensergo-traffic";

	private final ContextHeaders baseline = new ContextHeaders(new OutboundLane(null));

	private final ContextHeaders gray = new ContextHeaders(new OutboundLane("gray"));

	private final PropagationDrops drops = new PropagationDrops();

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

	@Test
	void writeCarriesHeadersToo() {
		TrafficContext context = TrafficContext.of("blue", Map.of("x-user-id", "12345"));
		TestHeaders call = write(BaggageMode.WHEN_PRESENT, context, new TestHeaders());
		assertThat(call.asMap()).containsOnly(Map.entry(LANE, List.of("blue")),
				Map.entry("x-user-id", List.of("12345")));
		TestHeaders untagged = write(BaggageMode.WHEN_PRESENT, TrafficContext.of(null, context.carried()),
				new TestHeaders());
		assertThat(untagged.asMap()).containsOnlyKeys("x-user-id");
	}

	@Test
	void writeWhenCallHasBaggageAddsLane() {
		TrafficContext blue = TrafficContext.ofLane("blue");
		TestHeaders call = write(BaggageMode.WHEN_PRESENT, blue, new TestHeaders().with("baggage", "a=b"));
		assertThat(call.line("baggage")).isEqualTo("a=b,x-opensergo-traffic=blue");
		assertThat(write(BaggageMode.WHEN_PRESENT, blue, new TestHeaders()).line("baggage")).isNull();
	}

	@Test
	void writeWhenRequestCameWithBaggageAddsLane() {
		TestHeaders request = new TestHeaders().with("baggage", "a=b").with(LANE, "blue");
		TrafficContext context = headers(BaggageMode.WHEN_PRESENT).read(request, TestHeaders.ACCESS);
		assertThat(write(BaggageMode.WHEN_PRESENT, context, new TestHeaders()).line("baggage"))
			.isEqualTo("x-opensergo-traffic=blue");
		assertThat(context).isNotEqualTo(TrafficContext.ofLane("blue"));
	}

	@Test
	void writeWhenBaggageIsAlwaysWantedAddsLane() {
		assertThat(write(BaggageMode.ALWAYS, TrafficContext.ofLane("blue"), new TestHeaders()).line("baggage"))
			.isEqualTo("x-opensergo-traffic=blue");
		assertThat(write(BaggageMode.ALWAYS, TrafficContext.EMPTY, new TestHeaders()).asMap()).isEmpty();
	}

	@ParameterizedTest
	@EnumSource(BaggageMode.class)
	void writeKeepsBaggageEntryInLineWithLane(BaggageMode mode) {
		String forged = "a=b,x-opensergo-traffic=forged";
		assertThat(
				write(mode, TrafficContext.ofLane("blue"), new TestHeaders().with("baggage", forged)).line("baggage"))
			.isEqualTo("a=b,x-opensergo-traffic=blue");
		assertThat(write(mode, TrafficContext.EMPTY, new TestHeaders().with("baggage", forged)).line("baggage"))
			.isEqualTo("a=b");
		assertThat(write(mode, null, new TestHeaders().with("baggage", "X-OpenSergo-Traffic=forged")).asMap())
			.isEmpty();
	}

	@Test
	void writeWhenBaggageIsNeverWantedAddsNothing() {
		TestHeaders call = new TestHeaders().with("baggage", "a=b");
		assertThat(write(BaggageMode.NEVER, TrafficContext.ofLane("blue"), call).line("baggage")).isEqualTo("a=b");
	}

	@Test
	void writeWhenBaggageIsFullDropsOurEntryAndCounts() {
		String full = "a=" + "v".repeat(BaggageHeader.MAX_LENGTH);
		TestHeaders call = new TestHeaders().with("baggage", "x-opensergo-traffic=forged").with("baggage", full);
		assertThat(write(BaggageMode.ALWAYS, TrafficContext.ofLane("blue"), call).line("baggage")).isEqualTo(full);
		assertThat(call.line(LANE)).isEqualTo("blue");
		assertThat(this.drops.count(PropagationDrops.Reason.BAGGAGE)).isOne();
	}

	@Test
	void readWhenBaggageNamesLaneReturnsIt() {
		ContextHeaders headers = headers(BaggageMode.NEVER);
		assertThat(headers.read(new TestHeaders().with("baggage", "x-opensergo-traffic=blue"), TestHeaders.ACCESS))
			.isEqualTo(TrafficContext.ofLane("blue"));
		assertThat(headers.read(new TestHeaders().with("baggage", "x-opensergo-traffic=no lane"), TestHeaders.ACCESS))
			.isSameAs(TrafficContext.EMPTY);
		TestHeaders both = new TestHeaders().with(LANE, "no lane").with("baggage", "x-opensergo-traffic=blue");
		assertThat(headers.read(both, TestHeaders.ACCESS)).isSameAs(TrafficContext.EMPTY);
	}

	@Test
	void concernsOnlyCallsThatMayChange() {
		ContextHeaders headers = headers(BaggageMode.WHEN_PRESENT);
		TestHeaders plain = new TestHeaders().with("baggage", "a=b").with("x-a", "1");
		assertThat(headers.concerns(null, plain, TestHeaders.ACCESS)).isFalse();
		assertThat(headers.concerns(TrafficContext.EMPTY, plain, TestHeaders.ACCESS)).isFalse();
		assertThat(headers.concerns(TrafficContext.ofLane("blue"), plain, TestHeaders.ACCESS)).isTrue();
		assertThat(headers.concerns(TrafficContext.of(null, Map.of("x-b", "1")), plain, TestHeaders.ACCESS)).isTrue();
		assertThat(headers.concerns(null, new TestHeaders().with(LANE, ""), TestHeaders.ACCESS)).isTrue();
		assertThat(headers.concerns(null, plain.with("baggage", "x-opensergo-traffic=a"), TestHeaders.ACCESS)).isTrue();
		assertThat(this.gray.concerns(null, new TestHeaders(), TestHeaders.ACCESS)).isTrue();
		TestHeaders done = new TestHeaders().with(LANE, "blue")
			.with("baggage", "a=b,x-opensergo-traffic=blue")
			.with("x-a", "2");
		assertThat(headers.concerns(TrafficContext.of("blue", Map.of("x-a", "1")), done, TestHeaders.ACCESS)).isFalse();
		assertThat(headers.concerns(TrafficContext.of("blue", Map.of("x-b", "1")), done, TestHeaders.ACCESS)).isTrue();
	}

	@Test
	void removeTakesLaneAndBaggageEntryOff() {
		TestHeaders call = new TestHeaders().with(LANE, "a")
			.with("baggage", "a=b")
			.with("baggage", "x-opensergo-traffic=a");
		this.baseline.remove(call, TestHeaders.ACCESS);
		assertThat(call.asMap()).containsOnlyKeys("baggage");
		assertThat(call.line("baggage")).isEqualTo("a=b");
		TestHeaders untouched = new TestHeaders().with("baggage", "a=b").with("baggage", "c=d");
		this.baseline.remove(untouched, TestHeaders.ACCESS);
		assertThat(untouched.asMap().get("baggage")).containsExactly("a=b", "c=d");
	}

	@Property(tries = 20_000)
	void whateverComesInWhatGoesOutIsWithinBounds(@ForAll("names") List<String> names,
			@ForAll("values") List<String> values) {
		TestHeaders request = new TestHeaders();
		for (int i = 0; i < Math.min(names.size(), values.size()); i++) {
			request.with(names.get(i), values.get(i));
		}
		ContextHeaders headers = new ContextHeaders(new OutboundLane(null),
				new CarriedHeaders(List.of("x-*", "cookie", "baggage"), () -> Set.of("y"), this.drops),
				BaggageMode.WHEN_PRESENT, this.drops);
		TestHeaders call = new TestHeaders();
		TrafficContext context = headers.read(request, TestHeaders.ACCESS);
		boolean concerned = headers.concerns(context, call, TestHeaders.ACCESS);
		headers.write(headers.read(request, TestHeaders.ACCESS), call, TestHeaders.ACCESS);
		assertThat(concerned || call.asMap().isEmpty()).isTrue();
		assertThat(call.asMap()).hasSizeLessThanOrEqualTo(CarriedHeaders.MAX_ENTRIES + 2);
		assertThat(call.asMap()).doesNotContainKeys("host", "x-forwarded-for");
		call.asMap().forEach((name, lines) -> {
			assertThat(lines).singleElement().satisfies((value) -> assertThat(HeaderRules.isValue(value)).isTrue());
			assertThat(HeaderRules.isToken(name)).isTrue();
		});
		String lane = call.line(LANE);
		assertThat(lane == null || LaneName.isValid(lane)).isTrue();
		String entry = BaggageHeader.value(call.line("baggage"), LANE);
		assertThat(entry == null || entry.equals(lane)).isTrue();
	}

	@Provide
	Arbitrary<List<String>> names() {
		return Arbitraries
			.of(LANE, "X-OpenSergo-Traffic", "baggage", "x-a", "X-B", "x-é", "x-a b", "y", "cookie", "host",
					"x-forwarded-for", "x-c")
			.list()
			.ofMaxSize(60);
	}

	@Provide
	Arbitrary<List<String>> values() {
		return Arbitraries
			.oneOf(Arbitraries.of("gray", "x-opensergo-traffic=gray", "a=b", "", "v".repeat(1025), "w".repeat(900)),
					Arbitraries.strings().ofMaxLength(20))
			.list()
			.ofSize(60);
	}

	private ContextHeaders headers(BaggageMode mode) {
		return new ContextHeaders(new OutboundLane(null), CarriedHeaders.NONE, mode, this.drops);
	}

	private TestHeaders write(BaggageMode mode, @Nullable TrafficContext context, TestHeaders call) {
		headers(mode).write(context, call, TestHeaders.ACCESS);
		return call;
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
