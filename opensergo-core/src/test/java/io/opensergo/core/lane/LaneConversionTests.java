package io.opensergo.core.lane;

import java.util.List;
import java.util.Map;

import io.opensergo.core.rule.Rule;
import io.opensergo.core.rule.StringMatch;
import io.opensergo.core.rule.TrafficRouter;
import io.opensergo.core.source.RuleSet;
import io.opensergo.core.yaml.RuleReader;
import io.opensergo.core.yaml.RuleWriter;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

/**
 * Tests for {@link LaneConversion}.
 */
class LaneConversionTests {

	private static final String LANE = """
			apiVersion: traffic.opensergo.io/v1alpha1
			kind: TrafficLane
			metadata: {name: gray-lane}
			spec:
			  rules: {lane: {name: gray}}
			---
			""";

	@Test
	void convertWhenServiceHasNoRulesFallsBackToBaseline() {
		ConvertedLanes converted = convert(LANE, "stock");
		assertThat(RuleWriter.write(converted.rules())).isEqualTo("""
				apiVersion: traffic.opensergo.io/v1alpha1
				kind: VirtualWorkload
				metadata:
				  name: opensergo-lane-stock
				  namespace: default
				spec:
				  host: stock
				  subsets:
				    - name: gray
				      labels:
				        opensergo.io/lane: gray
				---
				apiVersion: traffic.opensergo.io/v1alpha1
				kind: TrafficRouter
				metadata:
				  name: opensergo-lane-stock
				  namespace: default
				spec:
				  hosts:
				    - stock
				  http:
				    - name: lane-gray
				      match:
				        - headers:
				            x-opensergo-traffic:
				              exact: gray
				      route:
				        - destination:
				            host: stock
				            subset: gray
				            fallback:
				              host: stock
				    - name: baseline
				      route:
				        - destination:
				            host: stock
				""");
		assertThat(converted.notes()).isEmpty();
	}

	@Test
	void convertWhenLaneIsStrictHasNoFallback() {
		ConvertedLanes converted = convert(LANE.replace("spec:", "spec:\n  mode: strict"), "stock");
		assertThat(router(converted, "opensergo-lane-stock").http().get(0).route().get(0).destination().fallback())
			.isNull();
	}

	@Test
	void convertJoinsTheConditionsOfTheLaneAndOfEachOwnRoute() {
		ConvertedLanes converted = convert(
				LANE + """
						apiVersion: traffic.opensergo.io/v1alpha1
						kind: TrafficRouter
						metadata: {name: stock}
						spec:
						  hosts: [stock]
						  http:
						  - {name: vip, match: [{headers: {x-tier: {exact: gold}}}], route: [{destination: {host: stock, subset: v2}}]}
						  - route:
						    - {destination: {host: stock, subset: v1}, weight: 90}
						    - {destination: {host: stock, subset: v2}, weight: 10}
						""",
				"stock");
		TrafficRouter router = router(converted, "stock");
		assertThat(router.http()).extracting(TrafficRouter.HttpRoute::name)
			.containsExactly("lane-gray-vip", "lane-gray-1", "vip", null);
		assertThat(router.http().get(0).match()).singleElement()
			.satisfies((match) -> assertThat(match.headers()).containsOnlyKeys("x-opensergo-traffic", "x-tier"));
		assertThat(router.http().get(1).route()).extracting((weighted) -> weighted.destination().subset())
			.containsExactly("gray", "gray");
		assertThat(router.http().get(1).route()).extracting((weighted) -> weighted.destination().fallback().subset())
			.containsExactly("v1", "v2");
	}

	@Test
	void convertGivesEachHostOfARouterARouterOfItsOwn() {
		ConvertedLanes converted = convert(LANE + """
				apiVersion: traffic.opensergo.io/v1alpha1
				kind: TrafficRouter
				metadata: {name: both}
				spec:
				  hosts: [stock, order]
				  http: [{route: [{destination: {host: stock}}]}]
				""", "stock", "order");
		assertThat(converted.routers()).extracting((router) -> router.metadata().name(), TrafficRouter::hosts)
			.containsExactly(tuple("both", List.of("stock")), tuple("both-order", List.of("order")));
	}

	@Test
	void convertTellsWhatRoutersCannotSay() {
		ConvertedLanes converted = convert(LANE.replace("spec:", "spec:\n  instanceLabels: {tag: gray}") + """
				apiVersion: traffic.opensergo.io/v1alpha1
				kind: TrafficRouter
				metadata: {name: stock}
				spec:
				  hosts: [stock]
				  http:
				  - {name: moved, match: [{uri: {exact: /old}}], redirect: {uri: /new}}
				  - {name: rest, timeout: 1s, route: [{destination: {host: stock}}]}
				""", "stock");
		assertThat(converted.workloads().get(0).subsets().get(0).labels()).isEqualTo(Map.of("tag", "gray"));
		assertThat(converted.notes()).satisfiesExactly(
				(note) -> assertThat(note).contains("gray-lane", "{tag=gray}", "opensergo.io/lane: gray"),
				(note) -> assertThat(note).contains("'moved'", "503"),
				(note) -> assertThat(note).contains("'rest'", "policies"));
	}

	@Test
	void convertWhenNamespacesSeeRoutersDifferentlyKeepsThem() {
		ConvertedLanes converted = convert(LANE + exported("mine", ".") + exported("others", "'*'"), "stock");
		assertThat(converted.routers()).extracting((router) -> router.metadata().name(), TrafficRouter::exportTo)
			.containsExactly(tuple("opensergo-lane-stock", List.of(".")), tuple("mine", List.of(".")),
					tuple("others", List.of("*")));
		assertThat(converted.notes()).singleElement()
			.asString()
			.contains("'stock'", "exported to different namespaces", "opensergo-lane-stock", "put it first");
	}

	@Test
	void convertWhenRouterIsForOtherNamespacesOnlyLeavesItToThem() {
		ConvertedLanes converted = convert(LANE + exported("others", "other"), "stock");
		assertThat(converted.routers()).extracting((router) -> router.metadata().name(), TrafficRouter::exportTo)
			.containsExactly(tuple("opensergo-lane-stock", List.of(".")), tuple("others", List.of("other")));
	}

	@Test
	void convertWhenARouterForGatewaysAsksForLabelsRefusesTheService() {
		String router = """
				apiVersion: traffic.opensergo.io/v1alpha1
				kind: TrafficRouter
				metadata: {name: edge}
				spec:
				  hosts: [stock]
				  gateways: [edge]
				  http: [{match: [{sourceLabels: {app: a}}], route: [{destination: {host: stock, subset: v2}}]}]
				""";
		ConvertedLanes converted = convert(LANE + router, "stock", "order");
		assertThat(converted.routers()).extracting((each) -> each.metadata().name())
			.containsExactly("opensergo-lane-order", "edge");
		assertThat(router(converted, "edge").gateways()).containsExactly("edge");
		assertThat(converted.notes()).singleElement()
			.asString()
			.contains("'stock' keeps its routers and gets no lanes", "TrafficRouter default/edge", "sourceLabels");
	}

	@Test
	void convertJoinsTheGatewaysOfARouterAndOfItsMatches() {
		ConvertedLanes converted = convert(LANE + """
				apiVersion: traffic.opensergo.io/v1alpha1
				kind: TrafficRouter
				metadata: {name: stock}
				spec:
				  hosts: [stock]
				  gateways: [edge, other]
				  http:
				  - {name: all, match: [{gateways: [mesh]}], route: [{destination: {host: stock, subset: v1}}]}
				  - {name: one, match: [{gateways: [third, edge]}], route: [{destination: {host: stock, subset: v2}}]}
				  - {name: none, match: [{gateways: [third]}], route: [{destination: {host: stock, subset: v3}}]}
				""", "stock");
		assertThat(router(converted, "stock").http())
			.filteredOn((route) -> List.of("all", "one", "none").contains(String.valueOf(route.name())))
			.extracting(TrafficRouter.HttpRoute::name, (route) -> route.match().get(0).caller().gateways())
			.containsExactly(tuple("all", List.of("edge", "other")), tuple("one", List.of("edge")));
	}

	@Test
	void convertWithBaggageAsksForHeaderOrBaggage() {
		RuleSet set = new RuleReader("default").read("test", LANE);
		ConvertedLanes converted = LaneConversion.convertWithBaggage(set.rules(), "default", List.of("stock"));
		assertThat(router(converted, "opensergo-lane-stock").http().get(0).match()).satisfiesExactly(
				(match) -> assertThat(match.headers()).containsOnlyKeys("x-opensergo-traffic"), (match) -> {
					assertThat(match.headers()).containsOnlyKeys("baggage");
					assertThat(match.withoutHeaders())
						.containsOnly(Map.entry("x-opensergo-traffic", StringMatch.present()));
				});
	}

	@Test
	void convertWithBaggageWhenARouteReadsItTellsSo() {
		RuleSet set = new RuleReader("default").read("test", LANE + """
				apiVersion: traffic.opensergo.io/v1alpha1
				kind: TrafficRouter
				metadata: {name: stock}
				spec:
				  hosts: [stock]
				  http:
				  - {match: [{headers: {Baggage: {prefix: a}}}], route: [{destination: {host: stock}}]}
				""");
		ConvertedLanes converted = LaneConversion.convertWithBaggage(set.rules(), "default", List.of("stock"));
		assertThat(converted.notes()).singleElement().asString().contains("reads the header baggage itself", "'gray'");
	}

	@Test
	void convertWithoutLanesChangesNothing() {
		ConvertedLanes converted = convert("""
				apiVersion: traffic.opensergo.io/v1alpha1
				kind: VirtualWorkload
				metadata: {name: stock}
				spec: {host: stock}
				""", "stock");
		assertThat(converted.rules()).hasSize(1);
		assertThat(converted.workloads().get(0).subsets()).isEmpty();
	}

	private static ConvertedLanes convert(String text, String... services) {
		RuleSet set = new RuleReader("default").read("test", text);
		assertThat(set.rejections()).isEmpty();
		List<Rule> rules = set.rules();
		return LaneConversion.convert(rules, "default", List.of(services));
	}

	private static String exported(String name, String exportTo) {
		return """
				apiVersion: traffic.opensergo.io/v1alpha1
				kind: TrafficRouter
				metadata: {name: %s}
				spec:
				  hosts: [stock]
				  exportTo: [%s]
				  http: [{route: [{destination: {host: stock}}]}]
				---
				""".formatted(name, exportTo);
	}

	private static TrafficRouter router(ConvertedLanes converted, String name) {
		return converted.routers()
			.stream()
			.filter((router) -> router.metadata().name().equals(name))
			.findFirst()
			.orElseThrow();
	}

}
