package io.opensergo.controlplane.convert;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.random.RandomGenerator;

import io.opensergo.core.context.BaggageHeader;
import io.opensergo.core.context.LaneName;
import io.opensergo.core.lane.LaneTable;
import io.opensergo.core.route.Caller;
import io.opensergo.core.rule.RuleMetadata;
import io.opensergo.core.rule.StringMatch;
import io.opensergo.core.rule.TrafficLane;
import io.opensergo.core.rule.TrafficLane.Percentage;
import io.opensergo.core.rule.TrafficLane.TrafficMatch;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.ShrinkingMode;
import org.jspecify.annotations.Nullable;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests that the Lua of {@link EntryFilters} colors as {@link LaneTable} does.
 */
class EntryFiltersPropertyTests {

	private static final String KEY = TrafficLane.DEFAULT_TRAFFIC_HEADER;

	private static final int REQUESTS_PER_SCENARIO = 50;

	/**
	 * Texts that would do harm in a script, and plain ones more often.
	 */
	private static final List<String> TEXTS = List.of("gold", "go", "gold", "12345", "", "a=b", "\"", "]]", "\\", "\n",
			"'", "%d", "--", "\" or true --", "]==]", "\0", "100%", "$1");

	private static final List<String> PATHS = List.of("/", "/a", "/a/b", "/a?x=gold", "/a?x=gold&x=go", "/?x", "/?x=",
			"/?xy=gold&x=go#x=1", "/a#b?x=gold", "/a?&&x=a=b&", "*", "/?gold=x", "/a?x=%d");

	/**
	 * 1,000 scenarios of 50 requests each.
	 */
	@Property(tries = 1_000, shrinking = ShrinkingMode.OFF)
	void filtersColorTheRequestsThatLanesColor(@ForAll long seed) {
		SplittableRandom random = new SplittableRandom(seed);
		List<TrafficLane> lanes = lanes(random);
		Caller entry = Caller.of(chance(random, 0.8) ? "gateway" : "other", "default",
				chance(random, 0.5) ? Map.of("tag", "gray") : Map.of());
		LaneTable table = LaneTable.compile(lanes, entry);
		EntryFilters converted = EntryFilters.of(lanes, "default", Map.of());
		List<LuaFilter> filters = converted.filters()
			.stream()
			.filter((filter) -> entry.labels().entrySet().containsAll(filter.selector().entrySet()))
			.map((filter) -> new LuaFilter(filter.script()))
			.toList();
		for (int i = 0; i < REQUESTS_PER_SCENARIO; i++) {
			EntryRequest request = request(random);
			double draw = random.nextDouble();
			Map<String, String> headers = request.wireHeaders();
			for (LuaFilter filter : filters) {
				headers = filter.request(headers, draw);
			}
			String tag = request.header(KEY);
			String expected = LaneName.isValid(tag) ? tag : table.color(request, fixed(draw));
			assertThat(headers.get(KEY)).as("%s at %s, draw %s, of %s", request, entry, draw, lanes)
				.isEqualTo((expected != null) ? expected : tag);
			if (expected != null && !expected.equals(tag)) {
				assertThat(BaggageHeader.value(headers.get(BaggageHeader.NAME), KEY)).isEqualTo(expected);
				assertThat(BaggageHeader.value(headers.get(BaggageHeader.NAME), "user"))
					.isEqualTo(BaggageHeader.value(request.header(BaggageHeader.NAME), "user"));
			}
		}
	}

	private static List<TrafficLane> lanes(SplittableRandom random) {
		List<TrafficLane> lanes = new ArrayList<>();
		for (int i = random.nextInt(5); i >= 0; i--) {
			List<TrafficMatch> traffic = new ArrayList<>();
			for (int j = random.nextInt(3); j > 0; j--) {
				traffic.add(match(random));
			}
			Map<String, String> selector = chance(random, 0.6) ? Map.of("app", "gateway") : Map.of();
			Map<String, String> workload = chance(random, 0.1)
					? Map.of("tag", "gray", "app", chance(random, 0.5) ? "gateway" : "other") : Map.of();
			lanes.add(new TrafficLane(RuleMetadata.of("default", "lane-" + i), selector, traffic, workload,
					any(random, List.of("gray", "blue", "pre.prod")), KEY, TrafficLane.Mode.PERMISSIVE, Map.of(),
					chance(random, 0.5) ? random.nextInt(3) : null));
		}
		return lanes;
	}

	private static TrafficMatch match(SplittableRandom random) {
		Map<String, StringMatch> headers = chance(random, 0.5) ? Map.of("X-Tier", condition(random)) : Map.of();
		Map<String, StringMatch> parameters = chance(random, 0.2) ? Map.of("x", condition(random)) : Map.of();
		Map<String, StringMatch> cookies = chance(random, 0.2) ? Map.of("user", cookieCondition(random)) : Map.of();
		StringMatch uri = chance(random, 0.3) ? any(random, List.of(StringMatch.exact("/a"), StringMatch.prefix("/a"),
				StringMatch.prefix(""), StringMatch.present())) : null;
		Percentage percentage = chance(random, 0.3)
				? new Percentage(any(random, List.of(0.0, 0.001, 30.0, 99.99, 100.0)), null) : null;
		return new TrafficMatch(headers, uri, parameters, cookies,
				chance(random, 0.2) ? StringMatch.exact("PUT") : null,
				chance(random, 0.2) ? StringMatch.prefix("shop") : null, List.of(), percentage);
	}

	private static StringMatch condition(SplittableRandom random) {
		String text = any(random, TEXTS);
		return any(random, List.of(StringMatch.exact(text), StringMatch.prefix(text), StringMatch.present()));
	}

	private static StringMatch cookieCondition(SplittableRandom random) {
		return any(random, List.of(StringMatch.exact("gold"), StringMatch.prefix("go"), StringMatch.exact("a=b"),
				StringMatch.present()));
	}

	private static EntryRequest request(SplittableRandom random) {
		Map<String, String> headers = new HashMap<>();
		if (chance(random, 0.6)) {
			headers.put("x-tier", any(random, TEXTS));
		}
		if (chance(random, 0.3)) {
			headers.put(KEY,
					any(random, List.of("gray", "unknown", "not valid", "", "gray,blue", "a".repeat(64), "x-")));
		}
		if (chance(random, 0.3)) {
			headers.put(BaggageHeader.NAME,
					any(random, List.of("user=1", KEY + "=old", "user=1;p, " + KEY + " = old;q=1 ,b=2", ",")));
		}
		Map<String, String> cookies = chance(random, 0.4)
				? Map.of("user", any(random, List.of("gold", "go", "a=b", "")), "users", "gold") : Map.of();
		return new EntryRequest(any(random, List.of("GET", "PUT")), any(random, List.of("shop", "shop:80", "SHOP")),
				any(random, PATHS), headers, cookies);
	}

	private static RandomGenerator fixed(double draw) {
		return new RandomGenerator() {

			@Override
			public long nextLong() {
				throw new UnsupportedOperationException();
			}

			@Override
			public double nextDouble() {
				return draw;
			}

		};
	}

	private static boolean chance(SplittableRandom random, double share) {
		return random.nextDouble() < share;
	}

	private static <T extends @Nullable Object> T any(SplittableRandom random, List<T> values) {
		return values.get(random.nextInt(values.size()));
	}

}
