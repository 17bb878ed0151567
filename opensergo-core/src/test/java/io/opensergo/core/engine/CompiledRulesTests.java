package io.opensergo.core.engine;

import java.util.List;
import java.util.Map;

import io.opensergo.core.route.Caller;
import io.opensergo.core.route.FixedRandom;
import io.opensergo.core.route.RouteDecision;
import io.opensergo.core.route.TestRequest;
import io.opensergo.core.rule.HttpPolicies.CallerCondition;
import io.opensergo.core.rule.Rule;
import io.opensergo.core.rule.RuleId;
import io.opensergo.core.rule.RuleKind;
import io.opensergo.core.rule.RuleMetadata;
import io.opensergo.core.rule.StringMatch;
import io.opensergo.core.rule.StringMatch;
import io.opensergo.core.rule.TrafficLane;
import io.opensergo.core.rule.TrafficLane.TrafficMatch;
import io.opensergo.core.rule.TrafficRouter.HttpMatch;
import io.opensergo.core.rule.VirtualWorkload;
import io.opensergo.core.rule.VirtualWorkload.Subset;
import io.opensergo.core.source.RuleSnapshot;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

import static io.opensergo.core.route.TestRouters.route;
import static io.opensergo.core.route.TestRouters.router;
import static io.opensergo.core.route.TestRouters.to;
import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link CompiledRules} and {@link RuleEngine}.
 */
class CompiledRulesTests {

	private static final Caller CALLER = Caller.of("order", "default", Map.of());

	@Test
	void routesCarryTheModeOfTheLane() {
		CompiledRules rules = compile(lane("gray", TrafficLane.Mode.STRICT, null));
		RouteDecision decision = rules.routes("stock")
			.decide(TestRequest.get("/").with("x-opensergo-traffic", "gray"), new FixedRandom(0));
		assertThat(((RouteDecision.Forward) decision).otherwise()).isEqualTo(RouteDecision.Otherwise.REFUSE);
		assertThat(decision.rule()).hasToString("TrafficLane default/gray");
	}

	@Test
	void routesWhenALaneHasAHeaderOfItsOwnKnowBothHeaders() {
		TrafficLane lane = new TrafficLane(RuleMetadata.of("default", "gray"), Map.of(), List.of(), Map.of(), "gray",
				"X-Lane", TrafficLane.Mode.STRICT, Map.of(), null);
		CompiledRules rules = compile(lane);
		for (String header : List.of("x-lane", "x-opensergo-traffic")) {
			RouteDecision decision = rules.routes("stock")
				.decide(TestRequest.get("/").with(header, "gray"), new FixedRandom(0));
			assertThat(decision.rule()).isEqualTo(lane.id());
		}
		assertThat(rules.warnings()).singleElement()
			.satisfies((warning) -> assertThat(warning.describe()).contains("spec.traceIdBaggage", "X-Lane"));
	}

	@Test
	void subsetsAreFoundByServiceName() {
		VirtualWorkload workload = new VirtualWorkload(RuleMetadata.of("default", "w"), "stock",
				List.of(new Subset("v2", Map.of("version", "2"), null)), null, List.of());
		CompiledRules rules = compile(workload);
		assertThat(rules.subsets("stock").names()).containsExactly("v2");
		assertThat(rules.subsets("stock.default.svc.cluster.local").names()).containsExactly("v2");
		assertThat(rules.subsets("order").names()).isEmpty();
	}

	@Test
	void subsetsOfTheOwnNamespaceWinOverThoseOfTheService() {
		CompiledRules rules = compile(workload("default", "stock.prod.svc.cluster.local", "own", List.of()),
				workload("prod", "stock", "service", List.of()), workload("prod", "order", "order", List.of()),
				workload("other", "order.prod.svc.cluster.local", "foreign", List.of()));
		assertThat(rules.subsets("stock.prod").names()).containsExactly("own");
		assertThat(rules.subsets("order.prod").names()).containsExactly("order");
	}

	@Test
	void subsetsThatAreNotExportedAreNotSeen() {
		CompiledRules rules = compile(workload("prod", "stock", "hidden", List.of(".")),
				workload("prod", "order", "seen", List.of("default")));
		assertThat(rules.subsets("stock.prod").names()).isEmpty();
		assertThat(rules.subsets("order.prod").names()).containsExactly("seen");
	}

	@Test
	void warningsNameSubsetsThatNobodyDeclares() {
		VirtualWorkload workload = new VirtualWorkload(RuleMetadata.of("default", "w"), "stock",
				List.of(new Subset("v2", Map.of("version", "2"), null)), null, List.of());
		CompiledRules rules = compile(workload, router("stock", route(null, List.of(), to("stock", "v3", 0))));
		assertThat(rules.warnings()).singleElement()
			.satisfies((warning) -> assertThat(warning.describe()).contains("spec.http[0].route[0].destination.subset",
					"'v3'", "[v2]"));
	}

	@Test
	void warningsNameLanesInConflict() {
		TrafficMatch traffic = new TrafficMatch(Map.of("x-user", StringMatch.exact("1")), null, Map.of(), Map.of(),
				null, null, List.of(), null);
		CompiledRules rules = compile(lane("a", TrafficLane.Mode.PERMISSIVE, 1, traffic),
				lane("b", TrafficLane.Mode.PERMISSIVE, 1, traffic), lane("c", TrafficLane.Mode.PERMISSIVE, 2, traffic),
				lane("d", TrafficLane.Mode.PERMISSIVE, null, traffic));
		assertThat(rules.warnings()).singleElement()
			.satisfies((warning) -> assertThat(warning.describe()).contains("spec.priority", "default/a"));
	}

	@Test
	void applySwapsTheRulesAsAWhole() {
		RuleEngine engine = new RuleEngine(CALLER);
		CompiledRules before = engine.current();
		assertThat(before.version()).isZero();
		engine.apply(new RuleSnapshot(1, List.of(lane("a", TrafficLane.Mode.PERMISSIVE, null)), List.of()));
		assertThat(engine.current().version()).isEqualTo(1);
		assertThat(ruleOfLane(before)).isNull();
		assertThat(ruleOfLane(engine.current())).isEqualTo(new RuleId(RuleKind.TRAFFIC_LANE, "default", "a"));
	}

	private static @Nullable RuleId ruleOfLane(CompiledRules rules) {
		RouteDecision decision = rules.routes("stock").decideByTag("a");
		return (decision != null) ? decision.rule() : null;
	}

	@Test
	void carriedHeadersAreThoseThatRoutesMatchOn() {
		HttpMatch match = new HttpMatch(null, null, false, StringMatch.exact("GET"), null, null,
				Map.of("X-Tier", StringMatch.exact("gold"), "x-opensergo-traffic", StringMatch.exact("gray"),
						"Authorization", StringMatch.prefix("Bearer"), "Host", StringMatch.exact("a")),
				Map.of("X-Beta", StringMatch.present()), Map.of(), null, CallerCondition.ANY, null);
		HttpMatch ofOthers = new HttpMatch(null, null, false, null, null, null,
				Map.of("x-downstream", StringMatch.exact("a")), Map.of(), Map.of(), null,
				new CallerCondition(Map.of("app", "other"), null, List.of()), null);
		CompiledRules rules = compile(router("stock", route(null, List.of(match), to("stock", null, 0))),
				router("payment", route(null, List.of(ofOthers), to("payment", null, 0))),
				lane("gray", TrafficLane.Mode.PERMISSIVE, null));
		assertThat(rules.carriedHeaders()).containsExactly("x-beta", "x-downstream", "x-tier");
		assertThat(compile().carriedHeaders()).isEmpty();
	}

	private static VirtualWorkload workload(String namespace, String host, String subset, List<String> exportTo) {
		return new VirtualWorkload(RuleMetadata.of(namespace, host), host,
				List.of(new Subset(subset, Map.of("version", subset), null)), null, exportTo);
	}

	private static CompiledRules compile(Rule... rules) {
		return CompiledRules.compile(new RuleSnapshot(1, List.of(rules), List.of()), CALLER);
	}

	private static TrafficLane lane(String name, TrafficLane.Mode mode, Integer priority, TrafficMatch... traffic) {
		return new TrafficLane(RuleMetadata.of("default", name), Map.of(), List.of(traffic), Map.of(), name,
				TrafficLane.DEFAULT_TRAFFIC_HEADER, mode, Map.of(), priority);
	}

}
