package io.opensergo.controlplane.server;

import java.util.List;
import java.util.Map;

import io.opensergo.core.rule.FaultToleranceRule;
import io.opensergo.core.rule.FaultToleranceRule.StrategyReference;
import io.opensergo.core.rule.HttpPolicies;
import io.opensergo.core.rule.HttpPolicies.Delegate;
import io.opensergo.core.rule.Rule;
import io.opensergo.core.rule.RuleKind;
import io.opensergo.core.rule.RuleMetadata;
import io.opensergo.core.rule.TrafficRouter;
import io.opensergo.core.rule.TrafficRouter.HttpRoute;
import io.opensergo.core.source.RuleSnapshot;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link RuleIndex}.
 */
class RuleIndexTests {

	@Test
	void rulesWhenRouterHasAppLabelBelongsToThatAppOnly() {
		TrafficRouter router = new TrafficRouter(new RuleMetadata("default", "r", Map.of("app", "stock-app")),
				List.of("stock"), List.of(), List.of(), List.of());
		RuleIndex index = index(router);
		assertThat(routers(index, "default", "stock-app")).containsExactly(router);
		assertThat(routers(index, "default", "stock")).isEmpty();
	}

	@Test
	void rulesWhenRouterHasNoLabelBelongsToEachOfItsHosts() {
		TrafficRouter router = TestRules.router("r", "stock", "payment.default.svc.cluster.local", "shop.example.com");
		RuleIndex index = index(router);
		assertThat(routers(index, "default", "stock")).containsExactly(router);
		assertThat(routers(index, "default", "payment")).containsExactly(router);
		assertThat(routers(index, "default", "shop.example.com")).containsExactly(router);
		assertThat(routers(index, "other", "stock")).isEmpty();
	}

	@Test
	void rulesWhenRouterDelegatesHoldTheRoutesOfTheDelegate() {
		HttpRoute delegating = new HttpRoute("away", List.of(), List.of(), null, null, new Delegate("rest", null),
				HttpPolicies.NONE);
		TrafficRouter root = new TrafficRouter(RuleMetadata.of("default", "r"), List.of("stock"), List.of(), List.of(),
				List.of(delegating));
		TrafficRouter own = TestRules.router("rest", "stock");
		TrafficRouter delegate = new TrafficRouter(new RuleMetadata("default", "rest", Map.of("app", "stock")),
				List.of(), List.of(), List.of(), own.http());
		assertThat(routers(index(root, delegate), "default", "stock")).singleElement().satisfies((rule) -> {
			assertThat(rule.id()).isEqualTo(root.id());
			assertThat(((TrafficRouter) rule).http().get(0).route()).isEqualTo(own.http().get(0).route());
		});
	}

	@Test
	void rulesWhenWorkloadBelongsToItsHost() {
		Rule workload = TestRules.workload("w", "stock");
		SubscriptionKey key = new SubscriptionKey("default", "stock", RuleKind.VIRTUAL_WORKLOAD);
		assertThat(index(workload).group(key).rules()).containsExactly(workload);
		assertThat(routers(index(workload), "default", "stock")).isEmpty();
	}

	@Test
	void rulesWhenLaneBelongsToEveryAppOfItsNamespace() {
		Rule lane = TestRules.lane("l", "gray");
		RuleIndex index = index(lane);
		assertThat(index.group(new SubscriptionKey("default", "anything", RuleKind.TRAFFIC_LANE)).rules())
			.containsExactly(lane);
		assertThat(index.group(new SubscriptionKey("other", "anything", RuleKind.TRAFFIC_LANE)).rules()).isEmpty();
	}

	@Test
	void rulesWhenFilesAreInAnotherOrderAreEqual() {
		Rule one = TestRules.router("one", "stock");
		Rule two = TestRules.router("two", "stock");
		assertThat(routers(index(one, two), "default", "stock")).isEqualTo(routers(index(two, one), "default", "stock"))
			.hasSize(2);
	}

	@Test
	void nextWhenRulesAreEqualKeepsTheirGroupAndSharesItAmongApplications() {
		SubscriptionKey stock = new SubscriptionKey("default", "stock", RuleKind.TRAFFIC_LANE);
		SubscriptionKey order = new SubscriptionKey("default", "order", RuleKind.TRAFFIC_LANE);
		RuleIndex before = index(TestRules.lane("l", "gray"));
		RuleIndex same = before
			.next(new RuleSnapshot(2, List.of(TestRules.router("r", "stock"), TestRules.lane("l", "gray")), List.of()));
		assertThat(same.group(stock)).isSameAs(before.group(stock)).isSameAs(before.group(order));
		RuleIndex changed = same.next(new RuleSnapshot(3, List.of(TestRules.lane("l", "blue")), List.of()));
		assertThat(changed.group(stock)).isNotSameAs(before.group(stock));
	}

	@Test
	void rulesWhenProtectionNamesAnApplicationBelongsToItOnly() {
		Rule labelled = TestRules.protection("labelled", Map.of("app", "stock"), Map.of(), "ten");
		Rule selected = TestRules.protection("selected", Map.of("app", "order"), Map.of("app", "stock"), "ten");
		RuleIndex index = index(labelled, selected);
		assertThat(rules(index, "stock", RuleKind.FAULT_TOLERANCE_RULE)).containsExactly(labelled, selected);
		assertThat(rules(index, "order", RuleKind.FAULT_TOLERANCE_RULE)).isEmpty();
	}

	@Test
	void rulesWhenProtectionNamesNoApplicationBelongsToEachOfItsNamespace() {
		Rule all = TestRules.protection("all", Map.of(), Map.of(), "ten");
		Rule zone = TestRules.protection("zone", Map.of("app", "order"), Map.of("zone", "a"), "ten");
		Rule own = TestRules.protection("own", Map.of("app", "stock"), Map.of(), "ten");
		RuleIndex index = index(own, zone, all);
		assertThat(rules(index, "stock", RuleKind.FAULT_TOLERANCE_RULE)).containsExactly(all, own, zone);
		assertThat(rules(index, "anything", RuleKind.FAULT_TOLERANCE_RULE)).containsExactly(all, zone);
		assertThat(index.group(new SubscriptionKey("other", "stock", RuleKind.FAULT_TOLERANCE_RULE)).rules()).isEmpty();
	}

	@Test
	void rulesWhenStrategyHasNoLabelBelongsToEachApplicationOfItsNamespace() {
		Rule strategy = TestRules.rate("ten", Map.of());
		Rule action = TestRules.action("sorry", Map.of());
		RuleIndex index = index(strategy, action);
		assertThat(rules(index, "anything", RuleKind.RATE_LIMIT_STRATEGY)).containsExactly(strategy);
		assertThat(rules(index, "anything", RuleKind.HTTP_REQUEST_FALLBACK_ACTION)).containsExactly(action);
	}

	@Test
	void rulesWhenStrategyHasALabelBelongsToItsApplicationAndWhereRulesNameIt() {
		Rule strategy = TestRules.rate("ten", Map.of("app", "stock"));
		Rule action = TestRules.action("sorry", Map.of("app", "stock"));
		Rule order = TestRules.protection("order", Map.of("app", "order"), Map.of(), "ten");
		RuleIndex index = index(strategy, action, order);
		for (String app : List.of("stock", "order")) {
			assertThat(rules(index, app, RuleKind.RATE_LIMIT_STRATEGY)).as(app).containsExactly(strategy);
			assertThat(rules(index, app, RuleKind.HTTP_REQUEST_FALLBACK_ACTION)).as(app).containsExactly(action);
		}
		assertThat(rules(index, "payment", RuleKind.RATE_LIMIT_STRATEGY)).isEmpty();
		assertThat(rules(index, "payment", RuleKind.HTTP_REQUEST_FALLBACK_ACTION)).isEmpty();
		RuleIndex all = index(strategy, action, order, TestRules.protection("all", Map.of(), Map.of(), "ten"));
		assertThat(rules(all, "payment", RuleKind.RATE_LIMIT_STRATEGY)).containsExactly(strategy);
		assertThat(rules(all, "stock", RuleKind.HTTP_REQUEST_FALLBACK_ACTION)).containsExactly(action);
	}

	@Test
	void rulesWhenProtectionNamesAStrategyWithoutItsKindTellTheKind() {
		RuleIndex index = index(TestRules.protection("r", Map.of(), Map.of(), "ten"), TestRules.rate("ten", Map.of()));
		assertThat(rules(index, "stock", RuleKind.FAULT_TOLERANCE_RULE)).singleElement()
			.satisfies((rule) -> assertThat(((FaultToleranceRule) rule).strategies())
				.containsExactly(new StrategyReference("ten", RuleKind.RATE_LIMIT_STRATEGY)));
	}

	private static List<Rule> rules(RuleIndex index, String app, RuleKind kind) {
		return index.group(new SubscriptionKey("default", app, kind)).rules();
	}

	private static List<Rule> routers(RuleIndex index, String namespace, String app) {
		return index.group(new SubscriptionKey(namespace, app, RuleKind.TRAFFIC_ROUTER)).rules();
	}

	private static RuleIndex index(Rule... rules) {
		return RuleIndex.empty().next(new RuleSnapshot(1, List.of(rules), List.of()));
	}

}
