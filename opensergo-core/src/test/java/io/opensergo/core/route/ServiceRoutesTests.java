package io.opensergo.core.route;

import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.random.RandomGenerator;

import io.opensergo.core.route.RouteDecision.Forward;
import io.opensergo.core.rule.Destination;
import io.opensergo.core.rule.HttpPolicies;
import io.opensergo.core.rule.HttpPolicies.CallerCondition;
import io.opensergo.core.rule.HttpPolicies.DirectResponse;
import io.opensergo.core.rule.Rule;
import io.opensergo.core.rule.RuleId;
import io.opensergo.core.rule.RuleKind;
import io.opensergo.core.rule.RuleMetadata;
import io.opensergo.core.rule.StringMatch;
import io.opensergo.core.rule.TrafficRouter;
import io.opensergo.core.rule.TrafficRouter.HttpMatch;
import io.opensergo.core.rule.TrafficRouter.HttpRoute;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static io.opensergo.core.route.TestRouters.caller;
import static io.opensergo.core.route.TestRouters.header;
import static io.opensergo.core.route.TestRouters.port;
import static io.opensergo.core.route.TestRouters.route;
import static io.opensergo.core.route.TestRouters.router;
import static io.opensergo.core.route.TestRouters.to;
import static io.opensergo.core.route.TestRouters.uri;
import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link ServiceRoutes} and {@link RouteTable}: what a TrafficRouter decides.
 */
class ServiceRoutesTests {

	private static final Caller CALLER = Caller.of("order", "default", Map.of("zone", "a"));

	private static final RandomGenerator ZERO = new FixedRandom(0);

	@Test
	void decideWhenNoRuleConcernsTheServiceForwardsToBaseline() {
		Forward forward = forward(decide("stock", TestRequest.get("/"), ZERO));
		assertThat(forward.rule()).isNull();
		assertThat(forward.chosen()).isEqualTo(Destination.of("stock"));
		assertThat(forward.lane()).isNull();
	}

	@Test
	void decideWhenSeveralRoutesMatchTakesTheFirst() {
		TrafficRouter router = router("stock", route("canary", List.of(header("x-user", "1")), to("stock", "v2", 0)),
				route(null, List.of(), to("stock", "v1", 0)));
		Forward canary = forward(decide("stock", TestRequest.get("/").with("x-user", "1"), ZERO, router));
		assertThat(canary.chosen().subset()).isEqualTo("v2");
		assertThat(canary.route()).isEqualTo("canary");
		assertThat(canary.rule()).isEqualTo(router.id());
		Forward rest = forward(decide("stock", TestRequest.get("/"), ZERO, router));
		assertThat(rest.chosen().subset()).isEqualTo("v1");
		assertThat(rest.route()).isEqualTo("1");
	}

	@Test
	void decideWhenSeveralMatchesOneIsEnough() {
		TrafficRouter router = router("stock",
				route(null, List.of(header("a", "1"), header("b", "2")), to("stock", "v2", 0)));
		assertThat(forward(decide("stock", TestRequest.get("/").with("b", "2"), ZERO, router)).chosen().subset())
			.isEqualTo("v2");
	}

	@Test
	void decideWhenNoRouteMatchesIsNoRoute() {
		TrafficRouter router = router("stock", route(null, List.of(header("a", "1")), to("stock", "v2", 0)));
		RouteDecision decision = decide("stock", TestRequest.get("/"), ZERO, router);
		assertThat(decision).isInstanceOf(RouteDecision.NoRoute.class);
		assertThat(decision.rule()).isEqualTo(router.id());
	}

	@ParameterizedTest
	@CsvSource({ "0.0, v1", "0.0999, v1", "0.1, v2", "0.9999, v2" })
	void decideWhenWeightedIsCumulativeAndHalfOpen(double draw, String expected) {
		TrafficRouter router = router("stock",
				route(null, List.of(), to("stock", "v1", 10), to("stock", "drained", 0), to("stock", "v2", 90)));
		Forward forward = forward(decide("stock", TestRequest.get("/"), new FixedRandom(draw), router));
		assertThat(forward.chosen().subset()).isEqualTo(expected);
		assertThat(forward.destinations()).hasSize(3);
	}

	@Test
	void decideWhenWeightsDoNotSumTo100IsRelative() {
		TrafficRouter router = router("stock", route(null, List.of(), to("stock", "v1", 1), to("stock", "v2", 1)));
		assertThat(forward(decide("stock", TestRequest.get("/"), new FixedRandom(0.49), router)).chosen().subset())
			.isEqualTo("v1");
		assertThat(forward(decide("stock", TestRequest.get("/"), new FixedRandom(0.5), router)).chosen().subset())
			.isEqualTo("v2");
	}

	@Test
	void decideWhenOneDestinationIgnoresItsWeight() {
		TrafficRouter router = router("stock", route(null, List.of(), to("stock", "v1", 0)));
		assertThat(forward(decide("stock", TestRequest.get("/"), ZERO, router)).chosen().subset()).isEqualTo("v1");
	}

	@Test
	void decideWhenUriIgnoresCase() {
		TrafficRouter router = router("stock",
				route(null, List.of(uri(StringMatch.prefix("/Items"), true)), to("stock", "v1", 0)));
		assertThat(decide("stock", TestRequest.get("/iTEMS/1?x=1"), ZERO, router)).isInstanceOf(Forward.class);
	}

	@Test
	void decideWhenDirectResponseOrRedirectAnswersThem() {
		HttpRoute respond = new HttpRoute("maintenance", List.of(), List.of(), null,
				new DirectResponse(503, "later", null), null, HttpPolicies.NONE);
		RouteDecision decision = decide("stock", TestRequest.get("/"), ZERO, router("stock", respond));
		assertThat(decision).isInstanceOf(RouteDecision.Respond.class);
		assertThat(decision.route()).isEqualTo("maintenance");
	}

	@ParameterizedTest
	@CsvSource({ "zone, a, true", "zone, b, false", "app, order, true", "other, a, false" })
	void decideWhenSourceLabelsAreAskedChecksTheCaller(String key, String value, boolean expected) {
		CallerCondition condition = new CallerCondition(Map.of(key, value), null, List.of());
		TrafficRouter router = router("stock", route(null, List.of(caller(condition)), to("stock", "v2", 0)),
				route("rest", List.of(), to("stock", "v1", 0)));
		Forward forward = forward(decide("stock", TestRequest.get("/"), ZERO, router));
		assertThat(forward.chosen().subset()).isEqualTo(expected ? "v2" : "v1");
	}

	@Test
	void decideWhenGatewaysAreAskedOnlyTheyAreConcerned() {
		CallerCondition condition = new CallerCondition(Map.of("zone", "b"), null, List.of("edge"));
		TrafficRouter router = router("stock", route(null, List.of(caller(condition)), to("stock", "v2", 0)),
				route("rest", List.of(), to("stock", "v1", 0)));
		assertThat(forward(decide("stock", TestRequest.get("/"), ZERO, router)).chosen().subset()).isEqualTo("v1");
		Caller gateway = new Caller("gateway", "default", Map.of(), Set.of("edge"));
		RouteDecision decision = ServiceRoutes.compile(List.of((Rule) router), List.of(), gateway)
			.tableFor("stock")
			.decide(TestRequest.get("/"), ZERO);
		assertThat(forward(decision).chosen().subset()).isEqualTo("v2");
	}

	@Test
	void decideWhenRouterIsForAnotherGatewayIsAsWithoutRules() {
		TrafficRouter router = new TrafficRouter(RuleMetadata.of("default", "r"), List.of("stock"), List.of("edge"),
				List.of(), List.of(route(null, List.of(), to("stock", "v2", 0))));
		assertThat(forward(decide("stock", TestRequest.get("/"), ZERO, router)).rule()).isNull();
	}

	@Test
	void decideWhenTheRouterIsForAGatewaySourceLabelsCountStill() {
		CallerCondition condition = new CallerCondition(Map.of("zone", "b"), null, List.of());
		TrafficRouter router = routerAt(List.of("edge"), route("b", List.of(caller(condition)), to("stock", "v2", 0)),
				route("rest", List.of(), to("stock", "v1", 0)));
		assertThat(routeFor(new Caller("gateway", "default", Map.of("zone", "a"), Set.of("edge")), router))
			.isEqualTo("rest");
		assertThat(routeFor(new Caller("gateway", "default", Map.of("zone", "b"), Set.of("edge")), router))
			.isEqualTo("b");
	}

	@ParameterizedTest
	@CsvSource({ "edge, mesh, rest", "mesh, edge, rest", "other, edge, rest", "mesh, mesh, matched" })
	void decideWhenRouterAndMatchNameGatewaysBothMustNameTheCaller(String ofRouter, String ofMatch, String expected) {
		CallerCondition condition = new CallerCondition(Map.of(), null, List.of(ofMatch));
		TrafficRouter router = routerAt(List.of(ofRouter),
				route("matched", List.of(caller(condition)), to("stock", "v2", 0)));
		TrafficRouter rest = new TrafficRouter(RuleMetadata.of("default", "rest"), List.of("stock"), List.of(),
				List.of(), List.of(route("rest", List.of(), to("stock", "v1", 0))));
		assertThat(routeFor(CALLER, router, rest)).isEqualTo(expected);
	}

	@Test
	void compileWhenARouterIsForOtherCallersTheNextOneOwnsTheHost() {
		TrafficRouter edge = routerAt(List.of("edge"), route("edge", List.of(), to("stock", "v2", 0)));
		TrafficRouter mesh = new TrafficRouter(RuleMetadata.of("default", "mesh"), List.of("stock"), List.of(),
				List.of(), List.of(route("mesh", List.of(), to("stock", "v1", 0))));
		ServiceRoutes routes = ServiceRoutes.compile(List.of(edge, mesh), List.of(), CALLER);
		assertThat(routes.tableFor("stock").decide(TestRequest.get("/"), ZERO).route()).isEqualTo("mesh");
		assertThat(routes.warnings()).isEmpty();
	}

	@Test
	void decideWhenAClaimIsAskedTheConditionNeverHolds() {
		HttpMatch without = new HttpMatch(null, null, false, null, null, null, Map.of(),
				Map.of("@request.auth.claims.sub", StringMatch.exact("a")), Map.of(), null, CallerCondition.ANY, null);
		TrafficRouter router = router("stock", route("claim", List.of(without), to("stock", "v2", 0)),
				route("rest", List.of(), to("stock", "v1", 0)));
		assertThat(decide("stock", TestRequest.get("/"), ZERO, router).route()).isEqualTo("rest");
	}

	@ParameterizedTest
	@CsvSource({ "exact, '', '', true", "exact, '', a, false", "exact, '', , false", "exact, 'a,b', 'a,b', true",
			"present, , '', true", "present, , , false" })
	void decideWhenAHeaderIsAskedTellsEmptyFromMissing(String form, String expected, String sent, boolean matches) {
		StringMatch condition = "present".equals(form) ? StringMatch.present() : StringMatch.exact(expected);
		HttpMatch header = new HttpMatch(null, null, false, null, null, null, Map.of("X-A", condition), Map.of(),
				Map.of(), null, CallerCondition.ANY, null);
		TestRequest request = (sent != null) ? TestRequest.get("/").with("x-a", sent) : TestRequest.get("/");
		RouteDecision decision = decide("stock", request, ZERO,
				router("stock", route(null, List.of(header), to("stock", "v2", 0))));
		assertThat(decision instanceof Forward).isEqualTo(matches);
	}

	@ParameterizedTest
	@CsvSource({ "exact, a, , true", "exact, a, b, true", "exact, a, a, false", "present, , , true",
			"present, , '', false", "regex, .*, , false", "regex, '*', , true" })
	void decideWhenAHeaderMustNotHoldMissingIsEmpty(String form, String expected, String sent, boolean matches) {
		StringMatch condition = switch (form) {
			case "exact" -> StringMatch.exact(expected);
			case "regex" -> StringMatch.regex(expected);
			default -> StringMatch.present();
		};
		HttpMatch without = new HttpMatch(null, null, false, null, null, null, Map.of(), Map.of("X-A", condition),
				Map.of(), null, CallerCondition.ANY, null);
		TestRequest request = (sent != null) ? TestRequest.get("/").with("x-a", sent) : TestRequest.get("/");
		RouteDecision decision = decide("stock", request, ZERO,
				router("stock", route(null, List.of(without), to("stock", "v2", 0))));
		assertThat(decision instanceof Forward).isEqualTo(matches);
	}

	@ParameterizedTest
	@CsvSource({ "exact, '', /?k, true", "exact, '', /?k=, true", "exact, '', /, false", "present, , /?k, true",
			"present, , /?K=1, false", "exact, a, /?k=a&k=b, true", "exact, b, /?k=a&k=b, false",
			"exact, 'a b', /?k=a%20b, false" })
	void decideWhenAQueryParameterIsAskedReadsTheFirstRawValue(String form, String expected, String path,
			boolean matches) {
		StringMatch condition = "present".equals(form) ? StringMatch.present() : StringMatch.exact(expected);
		HttpMatch query = new HttpMatch(null, null, false, null, null, null, Map.of(), Map.of(), Map.of("k", condition),
				null, CallerCondition.ANY, null);
		RouteDecision decision = decide("stock", TestRequest.get(path), ZERO,
				router("stock", route(null, List.of(query), to("stock", "v2", 0))));
		assertThat(decision instanceof Forward).isEqualTo(matches);
	}

	@ParameterizedTest
	@CsvSource({ "GET, http, stock:80, true", "POST, http, stock:80, false", "get, http, stock:80, false",
			"GET, https, stock:80, false", "GET, http, stock, false", "GET, http, STOCK:80, false" })
	void decideWhenMethodSchemeAndAuthorityAreAskedAllMustBeEqual(String method, String scheme, String authority,
			boolean matches) {
		HttpMatch match = new HttpMatch(null, null, false, StringMatch.exact("http"), StringMatch.exact("GET"),
				StringMatch.exact("stock:80"), Map.of(), Map.of(), Map.of(), null, CallerCondition.ANY, null);
		RouteDecision decision = decide("stock", new TestRequest(method, scheme, authority, "/", Map.of()), ZERO,
				router("stock", route(null, List.of(match), to("stock", "v2", 0))));
		assertThat(decision instanceof Forward).isEqualTo(matches);
	}

	@ParameterizedTest
	@CsvSource({ "default, true", "prod, false", "'*', true", "'.', true", "'~', false" })
	void compileWhenTheRouterIsExportedOnlyItsNamespacesSeeIt(String namespace, boolean visible) {
		TrafficRouter router = new TrafficRouter(RuleMetadata.of("default", "r"), List.of("stock"), List.of(),
				List.of(namespace), List.of(route(null, List.of(), to("stock", "v2", 0))));
		assertThat(decide("stock", TestRequest.get("/"), ZERO, router).rule() != null).isEqualTo(visible);
	}

	@ParameterizedTest
	@CsvSource({ "stock:8080, 8080, true", "stock, 8080, false", "stock, 80, true", "stock:8081, 8080, false" })
	void decideWhenPortIsAskedReadsTheAuthority(String authority, int port, boolean expected) {
		TrafficRouter router = router("stock", route(null, List.of(port(port)), to("stock", "v2", 0)));
		RouteDecision decision = decide("stock", TestRequest.get("/").authority(authority), ZERO, router);
		assertThat(decision instanceof Forward).isEqualTo(expected);
	}

	@ParameterizedTest
	@CsvSource({ "stock, true", "STOCK, true", "stock.default, true", "stock.default.svc, true",
			"stock.default.svc.cluster.local, true", "stock.other, false", "stock2, false" })
	void tableForResolvesNames(String service, boolean expected) {
		TrafficRouter router = router("stock", route(null, List.of(), to("stock", "v2", 0)));
		assertThat(forward(decide(service, TestRequest.get("/"), ZERO, router)).rule() != null).isEqualTo(expected);
	}

	@Test
	void tableForWhenTheRuleIsInAnotherNamespaceIsAsWithoutRules() {
		TrafficRouter router = new TrafficRouter(RuleMetadata.of("prod", "r"), List.of("stock"), List.of(), List.of(),
				List.of(route(null, List.of(), to("stock", "v2", 0))));
		assertThat(forward(decide("stock", TestRequest.get("/"), ZERO, router)).rule()).isNull();
		assertThat(forward(decide("stock.prod", TestRequest.get("/"), ZERO, router)).rule()).isEqualTo(router.id());
	}

	@Test
	void tableForTakesTheMostSpecificHost() {
		TrafficRouter wildcard = router("*.default.svc.cluster.local", route("any", List.of(), to("x", null, 0)));
		TrafficRouter exact = router("stock", route("exact", List.of(), to("stock", null, 0)));
		assertThat(decide("stock", TestRequest.get("/"), ZERO, wildcard, exact).route()).isEqualTo("exact");
		assertThat(decide("order", TestRequest.get("/"), ZERO, wildcard, exact).route()).isEqualTo("any");
	}

	@Test
	void compileWhenTwoRoutersOwnAHostTheFirstWinsAndTheOtherIsReported() {
		TrafficRouter first = router("stock", route("first", List.of(), to("stock", null, 0)));
		TrafficRouter second = new TrafficRouter(RuleMetadata.of("default", "second"), List.of("stock"), List.of(),
				List.of(), List.of(route("second", List.of(), to("stock", null, 0))));
		ServiceRoutes routes = ServiceRoutes.compile(List.of(first, second), List.of(), CALLER);
		assertThat(routes.tableFor("stock").decide(TestRequest.get("/"), ZERO).route()).isEqualTo("first");
		assertThat(routes.warnings()).singleElement()
			.satisfies((warning) -> assertThat(warning.describe()).contains("default/second", "spec.hosts", "stock"));
	}

	@Test
	void decideWhenARouteAsksForAnUnknownLaneTakesTheRoute() {
		TrafficRouter router = router("stock", route("by-hand", List.of(header("x-opensergo-traffic", "gray")),
				to("stock", "v2", 90), to("stock", "v1", 10)), route("rest", List.of(), to("stock", "v1", 0)));
		TestRequest gray = TestRequest.get("/").with("x-opensergo-traffic", "gray");
		Forward byHand = forward(decide("stock", gray, new FixedRandom(0.42), router));
		assertThat(byHand.rule()).isEqualTo(router.id());
		assertThat(byHand.route()).isEqualTo("by-hand");
		assertThat(byHand.chosen().subset()).isEqualTo("v2");
		assertThat(byHand.lane()).isNull();
		Forward blue = forward(decide("stock", TestRequest.get("/").with("x-opensergo-traffic", "blue"), ZERO, router));
		assertThat(blue.lane()).isEqualTo("blue");
		RouteTable table = ServiceRoutes.compile(List.of((Rule) router), List.of(), CALLER).tableFor("stock");
		assertThat(table.explain(gray, ZERO).decision()).isSameAs(table.decide(gray, ZERO));
	}

	@Test
	void decideWhenTheRequestHasALaneTakesItFirst() {
		TrafficRouter router = router("stock", route("own", List.of(), to("stock", "v2", 0)));
		RouteTable table = ServiceRoutes
			.compile(List.of((Rule) router), List.of(lane("gray", RouteDecision.Otherwise.REFUSE)), CALLER)
			.tableFor("stock");
		Forward gray = forward(table.decide(TestRequest.get("/").with("x-opensergo-traffic", "gray"), ZERO));
		assertThat(gray.lane()).isEqualTo("gray");
		assertThat(gray.otherwise()).isEqualTo(RouteDecision.Otherwise.REFUSE);
		Forward unknown = forward(table.decide(TestRequest.get("/").with("x-opensergo-traffic", "blue"), ZERO));
		assertThat(unknown.lane()).isEqualTo("blue");
		assertThat(unknown.otherwise()).isEqualTo(RouteDecision.Otherwise.ROUTES_WITHOUT_LANE);
		assertThat(table.decideWithoutLane(TestRequest.get("/"), ZERO).route()).isEqualTo("own");
		assertThat(table.decide(TestRequest.get("/").with("x-opensergo-traffic", "not a lane"), ZERO).route())
			.isEqualTo("own");
	}

	@Test
	void decideByTagWhenNothingButTheTagMattersAnswersForAllRequests() {
		RouteTable table = ServiceRoutes
			.compile(List.of(), List.of(lane("gray", RouteDecision.Otherwise.ROUTES_WITHOUT_LANE)), CALLER)
			.tableFor("stock");
		TestRequest request = TestRequest.get("/");
		assertThat(table.decideByTag(null)).isNotNull().isSameAs(table.decide(request, ZERO));
		assertThat(table.decideByTag("gray")).isNotNull()
			.isSameAs(table.decide(request.with("x-opensergo-traffic", "gray"), ZERO));
		assertThat(table.decideByTag("blue"))
			.isEqualTo(table.decide(request.with("x-opensergo-traffic", "blue"), ZERO));
		assertThat(table.decideByTag("no lane")).isSameAs(table.decideByTag(null));
	}

	@Test
	void decideByTagWhenTheServiceHasRoutesAnswersForStrictLanesOnly() {
		TrafficRouter router = router("stock", route("own", List.of(), to("stock", "v2", 0)));
		RouteTable table = ServiceRoutes
			.compile(List.of((Rule) router), List.of(lane("strict", RouteDecision.Otherwise.REFUSE),
					lane("gray", RouteDecision.Otherwise.ROUTES_WITHOUT_LANE)), CALLER)
			.tableFor("stock");
		assertThat(table.decideByTag(null)).isNull();
		assertThat(table.decideByTag("gray")).isNull();
		assertThat(table.decideByTag("strict")).isNotNull()
			.isSameAs(table.decide(TestRequest.get("/").with("x-opensergo-traffic", "strict"), ZERO));
	}

	@Test
	void decideByTagWhenALaneHasItsOwnHeaderAnswersForNone() {
		LaneRoute own = new LaneRoute(lane("gray", RouteDecision.Otherwise.REFUSE).rule(), "x-own", "gray",
				RouteDecision.Otherwise.REFUSE);
		RouteTable table = ServiceRoutes.compile(List.of(), List.of(own), CALLER).tableFor("stock");
		assertThat(table.decideByTag(null)).isNull();
		assertThat(table.decideByTag("gray")).isNull();
		assertThat(forward(table.decide(TestRequest.get("/").with("x-own", "gray"), ZERO)).lane()).isEqualTo("gray");
	}

	private static LaneRoute lane(String lane, RouteDecision.Otherwise otherwise) {
		return new LaneRoute(new RuleId(RuleKind.TRAFFIC_LANE, "default", lane), "x-opensergo-traffic", lane,
				otherwise);
	}

	private static TrafficRouter routerAt(List<String> gateways, HttpRoute... http) {
		return new TrafficRouter(RuleMetadata.of("default", "stock-router"), List.of("stock"), gateways, List.of(),
				List.of(http));
	}

	private static String routeFor(Caller caller, TrafficRouter... routers) {
		return ServiceRoutes.compile(List.<Rule>of(routers), List.of(), caller)
			.tableFor("stock")
			.decide(TestRequest.get("/"), ZERO)
			.route();
	}

	private static RouteDecision decide(String service, TestRequest request, RandomGenerator random,
			TrafficRouter... routers) {
		return ServiceRoutes.compile(List.<Rule>of(routers), List.of(), CALLER)
			.tableFor(service)
			.decide(request, random);
	}

	private static Forward forward(RouteDecision decision) {
		assertThat(decision).isInstanceOf(Forward.class);
		return (Forward) decision;
	}

}
