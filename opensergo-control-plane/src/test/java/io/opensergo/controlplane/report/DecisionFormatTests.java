package io.opensergo.controlplane.report;

import java.util.List;
import java.util.Map;

import io.opensergo.controlplane.explain.ExplainRequest;
import io.opensergo.controlplane.explain.Explanation;
import io.opensergo.core.action.RouteActions;
import io.opensergo.core.route.RouteDecision;
import io.opensergo.core.route.RouteDecision.Forward;
import io.opensergo.core.route.RouteDecision.NoRoute;
import io.opensergo.core.route.RouteDecision.Otherwise;
import io.opensergo.core.route.RouteDecision.RedirectTo;
import io.opensergo.core.route.RouteDecision.Respond;
import io.opensergo.core.rule.Destination;
import io.opensergo.core.rule.HttpPolicies;
import io.opensergo.core.rule.HttpPolicies.DirectResponse;
import io.opensergo.core.rule.HttpPolicies.Redirect;
import io.opensergo.core.rule.RuleId;
import io.opensergo.core.rule.RuleKind;
import io.opensergo.core.rule.WeightedDestination;
import org.json.JSONException;
import org.junit.jupiter.api.Test;
import org.skyscreamer.jsonassert.JSONAssert;
import org.skyscreamer.jsonassert.JSONCompareMode;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link DecisionFormat}.
 */
class DecisionFormatTests {

	private static final RuleId RULE = new RuleId(RuleKind.TRAFFIC_ROUTER, "default", "stock-router");

	@Test
	void jsonWhenForwardHasSeveralDestinationsShowsAllParts() throws Exception {
		Destination base = new Destination("stock", "base", 9090, Destination.of("stock"));
		Destination gray = new Destination("stock", "gray", 8080, base);
		RouteDecision decision = new Forward(RULE, "canary",
				List.of(WeightedDestination.of(gray, 90), WeightedDestination.of(Destination.of("stock", "base"), 10)),
				gray, null, Otherwise.NO_INSTANCE, HttpPolicies.NONE, "header x-tier is gold");
		assertJson("""
				[{"outcome":"forward","rule":"default/stock-router","route":"canary","destinations":[
				   {"host":"stock","subset":"gray","port":8080,"weight":90,
				    "fallback":{"host":"stock","subset":"base","port":9090,"fallback":{"host":"stock","subset":null}}},
				   {"host":"stock","subset":"base","port":null,"weight":10,"fallback":null}],
				  "chosen":{"host":"stock","subset":"gray"},"reason":"header x-tier is gold"}]
				""", decision);
	}

	@Test
	void jsonWhenNoRuleConcernsTheRequestHasNulls() throws Exception {
		Destination stock = Destination.of("stock");
		RouteDecision decision = new Forward(null, null, List.of(WeightedDestination.of(stock, 0)), stock, null,
				Otherwise.NO_INSTANCE, HttpPolicies.NONE, "no rule");
		assertJson("""
				[{"outcome":"forward","rule":null,"route":null,
				  "destinations":[{"host":"stock","subset":null,"port":null,"weight":100,"fallback":null}],
				  "chosen":{"host":"stock","subset":null},"reason":"no rule"}]
				""", decision);
	}

	@Test
	void jsonWhenRedirectHasARedirectObject() throws Exception {
		Redirect redirect = new Redirect("/new", null, null, "shop.example", "https", 8443, null, 302, false);
		assertJson("""
				[{"outcome":"redirect","rule":"default/stock-router","route":"0","destinations":[],"chosen":null,
				  "redirect":{"uri":"/new","authority":"shop.example","scheme":"https","port":8443,"code":302},
				  "reason":"moved"}]
				""", new RedirectTo(RULE, "0", redirect, HttpPolicies.NONE, RouteActions.NONE, "moved"));
	}

	@Test
	void jsonWhenDirectResponseHasAResponseObject() throws Exception {
		assertJson("""
				[{"outcome":"direct-response","rule":"default/stock-router","route":"0","destinations":[],"chosen":null,
				  "directResponse":{"status":503,"body":"closed"},"reason":"closed"}]
				""", new Respond(RULE, "0", new DirectResponse(503, "closed", null), HttpPolicies.NONE,
				RouteActions.NONE, "closed"));
	}

	@Test
	void jsonWhenNoRouteMatchesSaysSo() throws Exception {
		assertJson("""
				[{"outcome":"no-route","rule":"default/stock-router","route":null,"destinations":[],"chosen":null,
				  "reason":"nothing matches"}]
				""", new NoRoute(RULE, "nothing matches"));
	}

	@Test
	void jsonWhenThereAreNoRequestsIsAnEmptyArray() throws Exception {
		JSONAssert.assertEquals("[]", DecisionFormat.JSON.render(List.of()), JSONCompareMode.STRICT);
	}

	@Test
	void textWhenForwardNamesWhatDecided() {
		Destination gray = Destination.of("stock", "gray").withFallback(Destination.of("stock"));
		RouteDecision decision = new Forward(RULE, "canary",
				List.of(WeightedDestination.of(gray, 90), WeightedDestination.of(Destination.of("stock", "v2"), 10)),
				gray, null, Otherwise.ROUTES_WITHOUT_LANE, HttpPolicies.NONE, "because");
		String text = DecisionFormat.TEXT.render(List.of(explanation(decision), explanation(decision)));
		assertThat(text).contains("[0] GET http://stock:80/items to service stock", "[1] GET",
				"header     x-tier: gold", "chosen     stock subset gray, else stock (baseline)",
				"weight 10: stock subset v2", "otherwise  the routes of the service without lanes",
				"rule       default/stock-router, route canary", "reason     because");
	}

	@Test
	void textWhenRedirectOrResponseShowsThem() {
		Redirect redirect = new Redirect("/new", null, null, null, "https", null, null, 301, false);
		assertThat(text(new RedirectTo(RULE, "0", redirect, HttpPolicies.NONE, RouteActions.NONE, "r")))
			.contains("redirect   301, scheme https, path /new");
		assertThat(text(new Respond(RULE, "0", new DirectResponse(404, "gone", null), HttpPolicies.NONE,
				RouteActions.NONE, "r")))
			.contains("response   404 gone");
	}

	private static String text(RouteDecision decision) {
		return DecisionFormat.TEXT.render(List.of(explanation(decision)));
	}

	private static void assertJson(String expected, RouteDecision decision) throws JSONException {
		String json = DecisionFormat.JSON.render(List.of(explanation(decision)));
		JSONAssert.assertEquals(expected, json, JSONCompareMode.STRICT);
		assertThat(json).endsWith("]\n");
	}

	private static Explanation explanation(RouteDecision decision) {
		ExplainRequest request = new ExplainRequest("stock", "GET", "http", "stock:80", "/items",
				Map.of("x-tier", "gold"), null);
		return new Explanation(request, decision);
	}

}
