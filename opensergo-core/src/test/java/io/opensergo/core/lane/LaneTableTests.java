package io.opensergo.core.lane;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.SplittableRandom;
import java.util.random.RandomGenerator;
import java.util.stream.IntStream;
import java.util.stream.Stream;

import io.opensergo.core.route.Caller;
import io.opensergo.core.rule.RuleMetadata;
import io.opensergo.core.rule.StringMatch;
import io.opensergo.core.rule.TrafficLane;
import io.opensergo.core.rule.TrafficLane.HashKey;
import io.opensergo.core.rule.TrafficLane.Percentage;
import io.opensergo.core.rule.TrafficLane.TrafficMatch;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link LaneTable}.
 */
class LaneTableTests {

	private static final Caller GATEWAY = Caller.of("gateway", "default", Map.of("tag", "gray"));

	private static final RandomGenerator RANDOM = new SplittableRandom(7);

	@Test
	void colorWhenAllPartsHoldIsTheLane() {
		TrafficMatch match = new TrafficMatch(Map.of("X-User-Id", StringMatch.exact("12345")),
				StringMatch.exact("/index"), Map.of("k", StringMatch.exact("v")), Map.of("c", StringMatch.present()),
				StringMatch.exact("GET"), StringMatch.exact("shop"), List.of("10.0.0.0/8"), null);
		LaneTable table = table(lane("gray", null, match));
		Inbound request = new Inbound("GET", "shop", "/index?k=v", Map.of("x-user-id", "12345"), Map.of("c", "1"),
				"10.1.1.1");
		assertThat(table.color(request, RANDOM)).isEqualTo("gray");
		assertThat(table.color(request.path("/index?k=w"), RANDOM)).isNull();
		assertThat(table.color(request.path("/other?k=v"), RANDOM)).isNull();
		assertThat(table.color(request.headers(Map.of("x-user-id", "1")), RANDOM)).isNull();
		assertThat(table.color(request.cookies(Map.of()), RANDOM)).isNull();
		assertThat(table.color(request.address("11.1.1.1"), RANDOM)).isNull();
		assertThat(table.color(request.address(null), RANDOM)).isNull();
	}

	@Test
	void colorWhenSeveralBlocksOneIsEnough() {
		LaneTable table = table(lane("gray", null, header("a", "1"), header("b", "1")));
		assertThat(table.color(Inbound.get(Map.of("b", "1")), RANDOM)).isEqualTo("gray");
		assertThat(table.color(Inbound.get(Map.of()), RANDOM)).isNull();
	}

	@Test
	void colorWhenSeveralLanesMatchNamesDecideUnlessPriorityDoes() {
		TrafficLane b = lane("b", null, header("a", "1"));
		TrafficLane a = lane("a", null, header("a", "1"));
		TrafficLane z = lane("z", 1, header("a", "1"));
		assertThat(table(b, a).color(Inbound.get(Map.of("a", "1")), RANDOM)).isEqualTo("a");
		assertThat(table(b, a, z).color(Inbound.get(Map.of("a", "1")), RANDOM)).isEqualTo("z");
	}

	@Test
	void colorOfManyLanesIsWhatAskingEachInTurnFinds() {
		SplittableRandom random = new SplittableRandom(20261123);
		int colored = 0;
		for (int table = 0; table < 100; table++) {
			TrafficLane[] lanes = IntStream.range(0, random.nextInt(1, 60))
				.mapToObj((i) -> lane("lane-%02d".formatted(i), null, someTraffic(random), someTraffic(random)))
				.toArray(TrafficLane[]::new);
			LaneTable all = table(lanes);
			List<LaneTable> each = Stream.of(lanes).map(LaneTableTests::table).toList();
			for (int i = 0; i < 100; i++) {
				Inbound request = someRequest(random);
				String expected = each.stream()
					.map((one) -> one.color(request, RANDOM))
					.filter(Objects::nonNull)
					.findFirst()
					.orElse(null);
				assertThat(all.color(request, RANDOM)).isEqualTo(expected);
				colored += (expected != null) ? 1 : 0;
			}
		}
		assertThat(colored).isBetween(1_000, 9_900);
	}

	private static TrafficMatch someTraffic(SplittableRandom random) {
		Map<String, StringMatch> headers = random.nextInt(3) == 0 ? Map.of("H" + random.nextInt(3), some(random))
				: Map.of();
		Map<String, StringMatch> query = random.nextInt(3) == 0 ? Map.of("q", some(random)) : Map.of();
		Map<String, StringMatch> cookies = random.nextInt(3) == 0 ? Map.of("c", some(random)) : Map.of();
		StringMatch uri = (random.nextInt(3) == 0 || (headers.isEmpty() && query.isEmpty() && cookies.isEmpty()))
				? StringMatch.exact("/" + random.nextInt(12)) : null;
		return new TrafficMatch(headers, uri, query, cookies, null, null, List.of(), null);
	}

	private static StringMatch some(SplittableRandom random) {
		String value = String.valueOf(random.nextInt(12));
		return switch (random.nextInt(6)) {
			case 0 -> StringMatch.prefix(value);
			case 1 -> StringMatch.present();
			default -> StringMatch.exact(value);
		};
	}

	private static Inbound someRequest(SplittableRandom random) {
		Map<String, String> headers = random.nextBoolean()
				? Map.of("h" + random.nextInt(3), String.valueOf(random.nextInt(12))) : Map.of();
		Map<String, String> cookies = random.nextBoolean() ? Map.of("c", String.valueOf(random.nextInt(12))) : Map.of();
		return new Inbound("GET", "shop", "/" + random.nextInt(12) + "?q=" + random.nextInt(12), headers, cookies,
				null);
	}

	@Test
	void compileWhenTheSelectorNamesAnotherAppColorsNothing() {
		TrafficLane lane = new TrafficLane(RuleMetadata.of("default", "gray"), Map.of("app", "other"),
				List.of(header("a", "1")), Map.of(), "gray", "x-opensergo-traffic", TrafficLane.Mode.PERMISSIVE,
				Map.of(), null);
		assertThat(table(lane).isEmpty()).isTrue();
	}

	@Test
	void compileWhenTheLaneIsInAnotherNamespaceColorsNothing() {
		TrafficLane lane = new TrafficLane(RuleMetadata.of("prod", "gray"), Map.of(), List.of(header("a", "1")),
				Map.of(), "gray", "x-opensergo-traffic", TrafficLane.Mode.PERMISSIVE, Map.of(), null);
		assertThat(table(lane).isEmpty()).isTrue();
	}

	@Test
	void colorWhenTheInstanceCarriesTheWorkloadLabelsColorsEverything() {
		TrafficLane lane = new TrafficLane(RuleMetadata.of("default", "gray"), Map.of(), List.of(),
				Map.of("tag", "gray"), "gray", "x-opensergo-traffic", TrafficLane.Mode.PERMISSIVE, Map.of(), null);
		assertThat(table(lane).color(Inbound.get(Map.of()), RANDOM)).isEqualTo("gray");
		assertThat(LaneTable.compile(List.of(lane), Caller.of("gateway", "default", Map.of()))
			.color(Inbound.get(Map.of()), RANDOM)).isNull();
	}

	@Test
	void colorWhenTheShareHasAKeyKeepsWhoeverWasIn() {
		HashKey key = new HashKey(HashKey.Source.HEADER, "X-User-Id");
		LaneTable five = table(lane("gray", null, share(5, key)));
		LaneTable twenty = table(lane("gray", null, share(20, key)));
		int inFive = 0;
		int inTwenty = 0;
		for (int user = 0; user < 20_000; user++) {
			Inbound request = Inbound.get(Map.of("x-user-id", String.valueOf(user)));
			boolean first = five.color(request, RANDOM) != null;
			boolean second = twenty.color(request, RANDOM) != null;
			assertThat(second || !first).as("user %d stays in", user).isTrue();
			assertThat(five.color(request, RANDOM) != null).isEqualTo(first);
			inFive += first ? 1 : 0;
			inTwenty += second ? 1 : 0;
		}
		// Three standard deviations of a binomial distribution over 20 000 keys.
		assertThat(inFive).isBetween(1000 - 93, 1000 + 93);
		assertThat(inTwenty).isBetween(4000 - 170, 4000 + 170);
		assertThat(five.color(Inbound.get(Map.of()), RANDOM)).isNull();
	}

	@Test
	void colorWhenTheShareHasNoKeyDraws() {
		LaneTable table = table(lane("gray", null, share(50, null)));
		long in = IntStream.range(0, 10_000).filter((i) -> table.color(Inbound.get(Map.of()), RANDOM) != null).count();
		assertThat(in).isBetween(4850L, 5150L);
	}

	@Test
	void lanesThatRequestsEnterAreThoseWithATrafficBlockAndAShare() {
		TrafficMatch source = new TrafficMatch(Map.of(), null, Map.of(), Map.of(), null, null, List.of("10.0.0.0/8"),
				null);
		TrafficLane passed = new TrafficLane(new RuleMetadata("default", "passed", Map.of()), Map.of(), List.of(),
				Map.of("tag", "gray"), "passed", TrafficLane.DEFAULT_TRAFFIC_HEADER, TrafficLane.Mode.PERMISSIVE,
				Map.of(), null);
		LaneTable table = table(lane("header", null, header("a", "1")), lane("some", null, share(5, null)),
				lane("stopped", null, share(0, null)), lane("inside", null, source),
				lane("hashed", null, share(5, new HashKey(HashKey.Source.SOURCE_IP, ""))),
				lane("both", null, source, header("a", "1")), passed);
		assertThat(table.entered()).containsExactlyInAnyOrder("header", "some", "inside", "hashed", "both");
		assertThat(table.open()).containsExactlyInAnyOrder("header", "some", "both");
	}

	private static LaneTable table(TrafficLane... lanes) {
		return LaneTable.compile(List.of(lanes), GATEWAY);
	}

	private static TrafficLane lane(String name, @Nullable Integer priority, TrafficMatch... matches) {
		return new TrafficLane(RuleMetadata.of("default", name), Map.of("app", "gateway"), List.of(matches), Map.of(),
				name, "x-opensergo-traffic", TrafficLane.Mode.PERMISSIVE, Map.of(), priority);
	}

	private static TrafficMatch header(String name, String value) {
		return new TrafficMatch(Map.of(name, StringMatch.exact(value)), null, Map.of(), Map.of(), null, null, List.of(),
				null);
	}

	private static TrafficMatch share(double percent, @Nullable HashKey key) {
		return new TrafficMatch(Map.of(), null, Map.of(), Map.of(), null, null, List.of(),
				new Percentage(percent, key));
	}

	private record Inbound(String method, String authority, String path, Map<String, String> headers,
			Map<String, String> cookies, @Nullable String address) implements InboundRequest {

		static Inbound get(Map<String, String> headers) {
			return new Inbound("GET", "shop", "/", headers, Map.of(), null);
		}

		Inbound path(String path) {
			return new Inbound(this.method, this.authority, path, this.headers, this.cookies, this.address);
		}

		Inbound headers(Map<String, String> headers) {
			return new Inbound(this.method, this.authority, this.path, headers, this.cookies, this.address);
		}

		Inbound cookies(Map<String, String> cookies) {
			return new Inbound(this.method, this.authority, this.path, this.headers, cookies, this.address);
		}

		Inbound address(@Nullable String address) {
			return new Inbound(this.method, this.authority, this.path, this.headers, this.cookies, address);
		}

		@Override
		public String scheme() {
			return "http";
		}

		@Override
		public @Nullable String header(String name) {
			return this.headers.get(name);
		}

		@Override
		public @Nullable String cookie(String name) {
			return this.cookies.get(name);
		}

		@Override
		public @Nullable InetAddress remoteAddress() {
			try {
				return (this.address != null) ? InetAddress.getByName(this.address) : null;
			}
			catch (UnknownHostException ex) {
				throw new IllegalStateException(ex);
			}
		}

	}

}
