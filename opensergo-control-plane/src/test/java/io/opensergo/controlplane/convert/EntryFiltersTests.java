package io.opensergo.controlplane.convert;

import java.util.List;
import java.util.Map;

import io.opensergo.core.rule.RuleMetadata;
import io.opensergo.core.rule.StringMatch;
import io.opensergo.core.rule.TrafficLane;
import io.opensergo.core.source.RuleSet;
import io.opensergo.core.yaml.RuleReader;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

/**
 * Tests for {@link EntryFilters}.
 */
class EntryFiltersTests {

	private static final String KEY = TrafficLane.DEFAULT_TRAFFIC_HEADER;

	@Test
	void lanesOfOneSelectorShareAFilterInTheirOrder() {
		EntryFilters entry = EntryFilters.of(lanes("""
				metadata: {name: gray}
				spec:
				  selector: {app: gateway}
				  priority: 2
				  rules: {traffic: {http: {headers: {x-tier: {prefix: go}}}}, lane: {name: gray}}
				""", """
				metadata: {name: blue}
				spec:
				  selector: {app: gateway}
				  priority: 1
				  rules: {traffic: {http: {headers: {x-tier: {exact: gold}}}}, lane: {name: blue}}
				"""), "default", Map.of());
		assertThat(entry.filters()).singleElement().satisfies((filter) -> {
			assertThat(filter.name()).isEqualTo("opensergo-lane-entry-blue");
			assertThat(filter.selector()).isEqualTo(Map.of("app", "gateway"));
			LuaFilter lua = new LuaFilter(filter.script());
			assertThat(lua.request(Map.of("x-tier", "gold"), 0)).containsEntry(KEY, "blue");
			assertThat(lua.request(Map.of("x-tier", "go"), 0)).containsEntry(KEY, "gray");
			assertThat(lua.request(Map.of("x-tier", "silver"), 0)).doesNotContainKey(KEY);
		});
	}

	@Test
	void lanesOfDifferentSelectorsKeepTheirOrderByPriority() {
		EntryFilters entry = EntryFilters.of(lanes("""
				metadata: {name: a}
				spec:
				  selector: {app: gateway}
				  rules: {traffic: {http: {method: {exact: PUT}}}, lane: {name: a}}
				""", """
				metadata: {name: b}
				spec: {rules: {traffic: {http: {method: {exact: GET}}}, lane: {name: b}}}
				""", """
				metadata: {name: c}
				spec:
				  selector: {app: gateway}
				  rules: {traffic: {http: {uri: {prefix: /}}}, lane: {name: c}}
				"""), "default", Map.of());
		assertThat(entry.filters()).extracting(EntryFilter::priority).containsExactly(10, 20, 30);
		assertThat(entry.filters()).extracting(EntryFilter::selector)
			.containsExactly(Map.of("app", "gateway"), Map.of(), Map.of("app", "gateway"));
	}

	@Test
	void workloadLabelsNarrowTheSelector() {
		EntryFilters entry = EntryFilters.of(lanes("""
				metadata: {name: gray}
				spec:
				  selector: {app: order}
				  rules: {workload: {selector: {tag: gray}}, lane: {name: gray}}
				"""), "default", Map.of());
		assertThat(entry.filters()).singleElement().satisfies((filter) -> {
			assertThat(filter.selector()).isEqualTo(Map.of("app", "order", "tag", "gray"));
			assertThat(new LuaFilter(filter.script()).request(Map.of(), 0)).containsEntry(KEY, "gray")
				.containsEntry("baggage", KEY + "=gray");
		});
	}

	@Test
	void whatLuaCannotSayIsLeftOutAndNamed() {
		EntryFilters entry = EntryFilters.of(lanes("""
				metadata: {name: gray}
				spec:
				  rules:
				    traffic:
				    - http: {headers: {x-tier: {regex: "g.*"}}, uri: {exact: /a}}
				    - http: {sourceIp: [10.0.0.0/8], percentage: {value: 5, hashOn: {header: x-user}}}
				    - http: {cookies: {user: {exact: "\\u00e9"}}}
				    - http: {uri: {exact: /b}}
				    lane: {name: gray}
				"""), "default", Map.of());
		assertThat(entry.filters()).singleElement().satisfies((filter) -> {
			LuaFilter lua = new LuaFilter(filter.script());
			assertThat(lua.request(Map.of(":path", "/a", "x-tier", "g"), 0)).doesNotContainKey(KEY);
			assertThat(lua.request(Map.of(":path", "/b"), 0)).containsEntry(KEY, "gray");
		});
		assertThat(entry.notes()).filteredOn((note) -> note.startsWith("TrafficLane default/gray: Lua cannot say"))
			.satisfiesExactly((note) -> assertThat(note).contains("rules.traffic[0].http.headers.x-tier exactly"),
					(note) -> assertThat(note).contains("rules.traffic[1].http.sourceIp",
							"rules.traffic[1].http.percentage.hashOn"),
					(note) -> assertThat(note).contains("rules.traffic[2].http.cookies.user"));
	}

	@Test
	void edgeRemovesTagsBeforeAnyLaneColors() {
		EntryFilters entry = EntryFilters.of(
				lanes("""
						metadata: {name: gray}
						spec:
						  selector: {app: gateway}
						  rules: {traffic: {http: {headers: {x-tier: {exact: gold}}}}, lane: {name: gray}, traceIdBaggage: X-Lane}
						"""),
				"default", Map.of("app", "gateway"));
		assertThat(entry.filters()).extracting(EntryFilter::name, EntryFilter::priority)
			.containsExactly(tuple("opensergo-lane-edge", 0), tuple("opensergo-lane-entry-gray", 10));
		LuaFilter edge = new LuaFilter(entry.filters().get(0).script());
		assertThat(edge.request(Map.of(KEY, "gray", "x-lane", "blue", "x-tier", "gold", "baggage",
				KEY + "=gray,user=1; p=2 , " + KEY + " = blue;q=1,X-Lane=a,x-lane=b,,c"), 0))
			.isEqualTo(Map.of("x-tier", "gold", "baggage", "user=1; p=2 ,c"));
		assertThat(edge.request(Map.of("baggage", KEY + "=gray"), 0)).isEmpty();
		assertThat(edge.request(Map.of("x-tier", "gold"), 0)).isEqualTo(Map.of("x-tier", "gold"));
		assertThat(entry.notes()).noneMatch((note) -> note.contains("--edge"));
	}

	@Test
	void laneThatColorsNothingHasNoFilter() {
		EntryFilters entry = EntryFilters.of(lanes("""
				metadata: {name: gray}
				spec: {rules: {lane: {name: gray}}}
				"""), "default", Map.of());
		assertThat(entry.filters()).isEmpty();
		assertThat(entry.notes()).isEmpty();
	}

	/**
	 * The reader refuses such lanes; whoever builds them in code must not get code into
	 * Envoy either.
	 */
	@ParameterizedTest
	@ValueSource(strings = { "\"; broken = true --", "]] broken = true --", "x\nbroken = true\n--", "\\\"..f()..\\\"",
			"%s", "\u0000", "\r\n\t'" })
	void textOfARuleIsNeverCode(String text) {
		TrafficLane lane = new TrafficLane(RuleMetadata.of("default", "gray"), Map.of(),
				List.of(new TrafficLane.TrafficMatch(Map.of(text, StringMatch.exact(text)), StringMatch.prefix(text),
						Map.of(text, StringMatch.exact(text)), Map.of(), null, null, List.of(), null)),
				Map.of("tag", "gray"), text, KEY, TrafficLane.Mode.PERMISSIVE, Map.of(), null);
		for (EntryFilter filter : EntryFilters.of(List.of(lane), "default", Map.of()).filters()) {
			LuaFilter lua = new LuaFilter(filter.script());
			lua.request(Map.of(":path", text), 0);
			assertThat(lua.global("broken").isnil()).isTrue();
		}
		assertThat(new LuaFilter("text = " + LuaText.quote(text)).global("text").tojstring()).isEqualTo(text);
	}

	private static List<TrafficLane> lanes(String... documents) {
		StringBuilder text = new StringBuilder();
		for (String document : documents) {
			text.append("apiVersion: traffic.opensergo.io/v1alpha1\nkind: TrafficLane\n")
				.append(document)
				.append("---\n");
		}
		RuleSet set = new RuleReader("default").read("test", text.toString());
		assertThat(set.rejections()).isEmpty();
		return set.rules().stream().map(TrafficLane.class::cast).toList();
	}

}
