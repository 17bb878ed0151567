package io.opensergo.controlplane.command;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.skyscreamer.jsonassert.JSONAssert;
import org.skyscreamer.jsonassert.JSONCompareMode;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link RouteCommand}.
 */
class RouteCommandTests {

	@TempDir
	private Path folder;

	@Test
	void routeWhenRequestsAreInAFilePrintsOneDecisionEachInOrder() throws Exception {
		Path rules = write("rules.yaml", RuleTexts.ROUTER);
		Path requests = write("requests.json", """
				[{"service":"stock","headers":{"X-Tier":["gold"]},"random":0.89},
				 {"service":"stock","headers":{"x-tier":"gold"},"random":0.9},
				 {"service":"stock","path":"/old/x"},
				 {"service":"stock","path":"/closed"},
				 {"service":"stock","path":"/nowhere"},
				 {"service":"order"}]
				""");
		CommandRun run = CommandRun.of("route", "--rules", rules, "--requests", requests);
		assertThat(run.err()).isEmpty();
		assertThat(run.exitCode()).isZero();
		JSONAssert.assertEquals(
				"""
						[{"outcome":"forward","rule":"default/stock-router","route":"gold",
						  "destinations":[
						    {"host":"stock","subset":"v2","port":8080,"weight":90,"fallback":{"host":"stock","subset":"v1"}},
						    {"host":"stock","subset":"v1","port":null,"weight":10,"fallback":null}],
						  "chosen":{"host":"stock","subset":"v2"}},
						 {"chosen":{"host":"stock","subset":"v1"}},
						 {"outcome":"redirect","route":"1","destinations":[],"chosen":null,"redirect":{"uri":"/new","code":302}},
						 {"outcome":"direct-response","directResponse":{"status":503,"body":"closed"}},
						 {"outcome":"no-route","rule":"default/stock-router","route":null},
						 {"outcome":"forward","rule":null,"route":null,
						  "destinations":[{"host":"order","subset":null,"port":null,"weight":100,"fallback":null}],
						  "chosen":{"host":"order","subset":null}}]
						""",
				run.out(), JSONCompareMode.STRICT_ORDER);
	}

	@Test
	void routeWhenRequestIsOnStandardInputTakesASingleObject() throws Exception {
		Path rules = write("lane.yaml", RuleTexts.LANE);
		CommandRun run = CommandRun.withInput(
				"{\"service\":\"stock\",\"headers\":{\"x-opensergo-traffic\":[\"gray\"]}}", "route", "--rules", rules,
				"--requests", "-");
		assertThat(run.exitCode()).isZero();
		JSONAssert.assertEquals("""
				[{"rule":"default/gray-lane","chosen":{"host":"stock","subset":"gray"},
				  "destinations":[{"host":"stock","subset":"gray","fallback":{"host":"stock","subset":null}}]}]""",
				run.out(), JSONCompareMode.STRICT_ORDER);
	}

	@Test
	void routeWhenVerboseTellsWhyEarlierRoutesDidNotMatch() throws Exception {
		Path rules = write("rules.yaml", RuleTexts.ROUTER + "---\n" + RuleTexts.LANE);
		String request = "{\"service\":\"stock\",\"path\":\"/old\",\"headers\":{\"x-opensergo-traffic\":\"gray\"}}";
		CommandRun json = CommandRun.withInput(request, "route", "--verbose", "--rules", rules, "--requests", "-");
		JSONAssert.assertEquals("""
				[{"trace":[{"route":"lane-gray","mismatch":null},
				  {"route":"gold","mismatch":"header 'x-tier' is missing, asked for exact 'gold'"},
				  {"route":"1","mismatch":null}]}]""", json.out(), JSONCompareMode.STRICT_ORDER);
		CommandRun text = CommandRun.withInput(request, "route", "--verbose", "--rules", rules, "--requests", "-",
				"--format", "text");
		assertThat(text.outLines()).anyMatch((line) -> line.matches(" +asked +gold: header 'x-tier' is .*"))
			.anyMatch((line) -> line.matches(" +asked +1: matches"));
		CommandRun brief = CommandRun.withInput(request, "route", "--rules", rules, "--requests", "-");
		assertThat(brief.out()).doesNotContain("trace");
	}

	@Test
	void routeWhenVerboseAndEnvoyDecidesTracesTheVirtualHost() throws Exception {
		Path rules = write("envoy.yaml", RuleTexts.ENVOY);
		CommandRun run = CommandRun.withInput("{\"service\":\"stock\",\"path\":\"/nothing\"}", "route", "--verbose",
				"--rules", rules, "--requests", "-");
		assertThat(run.out()).contains("\"route\": \"split\"", "is not");
	}

	@Test
	void routeWhenCallerIsNamedChecksConditionsOnIt() throws Exception {
		Path rules = write("rules.yaml", RuleTexts.ROUTER);
		String request = "{\"service\":\"stock\",\"path\":\"/only-order\"}";
		CommandRun other = CommandRun.withInput(request, "route", "--rules", rules, "--requests", "-");
		assertThat(other.out()).contains("\"outcome\": \"no-route\"");
		CommandRun order = CommandRun.withInput(request, "route", "--rules", rules, "--requests", "-", "--caller",
				"app=order,version=v2");
		assertThat(order.out()).contains("\"outcome\": \"forward\"");
	}

	@Test
	void routeWhenCallerNamesNamespaceUsesIt() throws Exception {
		Path rules = write("rules.yaml", RuleTexts.ROUTER.replace("namespace: default", "namespace: shop"));
		String request = "{\"service\":\"stock\",\"path\":\"/items\"}";
		CommandRun elsewhere = CommandRun.withInput(request, "route", "--rules", rules, "--requests", "-", "--caller",
				"app=order,namespace=other");
		assertThat(elsewhere.out()).contains("\"rule\": null");
		CommandRun shop = CommandRun.withInput(request, "route", "--rules", rules, "--requests", "-", "--caller",
				"app=order,namespace=shop");
		assertThat(shop.out()).contains("\"rule\": \"shop/stock-router\"");
	}

	@Test
	void routeWhenAllRulesShareANamespaceTakesIt() throws Exception {
		Path rules = write("lane.yaml", RuleTexts.LANE.replace("name: gray-lane", "name: gray-lane, namespace: shop"));
		CommandRun run = CommandRun.withInput("{\"service\":\"stock\",\"headers\":{\"x-opensergo-traffic\":\"gray\"}}",
				"route", "--rules", rules, "--requests", "-");
		assertThat(run.out()).contains("\"rule\": \"shop/gray-lane\"");
	}

	@Test
	void routeWhenRandomIsMissingDrawsOne() throws Exception {
		Path rules = write("rules.yaml",
				RuleTexts.ROUTER.replace("weight: 90", "weight: 50").replace("weight: 10", "weight: 50"));
		String request = "{\"service\":\"stock\",\"headers\":{\"x-tier\":\"gold\"}}";
		CommandRun run = CommandRun.withInput("[" + (request + ",").repeat(200) + request + "]", "route", "--rules",
				rules, "--requests", "-", "--format", "text");
		assertThat(run.out()).contains("chosen     stock:8080 subset v2", "chosen     stock subset v1");
	}

	@Test
	void routeWhenFormatIsTextPrintsABlock() throws Exception {
		Path rules = write("rules.yaml", RuleTexts.ROUTER);
		CommandRun run = CommandRun.withInput("{\"service\":\"stock\",\"path\":\"/old\"}", "route", "--rules", rules,
				"--requests", "-", "--format", "TEXT");
		assertThat(run.exitCode()).isZero();
		assertThat(run.out()).startsWith("[0] GET http://stock/old to service stock")
			.contains("redirect   302, path /new");
	}

	@Test
	void routeWhenARuleIsRejectedSaysSoAndGoesOnWithTheOthers() throws Exception {
		write("rules/a.yaml", RuleTexts.ROUTER);
		write("rules/b.yaml", RuleTexts.BROKEN_ROUTER);
		CommandRun run = CommandRun.withInput("{\"service\":\"stock\",\"path\":\"/items\"}", "route", "--rules",
				this.folder.resolve("rules"), "--requests", "-");
		assertThat(run.exitCode()).isZero();
		assertThat(run.out()).contains("default/stock-router");
		assertThat(run.errLines()).hasSizeGreaterThanOrEqualTo(2)
			.allSatisfy((line) -> assertThat(line).startsWith(this.folder.resolve("rules/b.yaml") + ":")
				.contains("error: TrafficRouter default/broken"));
	}

	@Test
	void routeWhenThereIsARouteConfigurationTheAuthorityPicksTheVirtualHost() throws Exception {
		Path rules = write("envoy.yaml", RuleTexts.ENVOY);
		CommandRun run = CommandRun.withInput("""
				[{"service":"x","authority":"stock:80","path":"/v2/a","random":0.29},
				 {"service":"x","authority":"stock","path":"/v2/a","random":0.3},
				 {"service":"x","authority":"stock","path":"/dated","headers":{"x-day":"2024-01-01"}},
				 {"service":"stock","authority":"stock","path":"/"},
				 {"service":"stock","authority":"elsewhere","path":"/v2"}]
				""", "route", "--rules", rules, "--requests", "-");
		assertThat(run.exitCode()).isZero();
		JSONAssert.assertEquals("""
				[{"outcome":"forward","rule":"default/local_route","route":"split","destinations":[
				    {"host":"stock.default.svc.cluster.local","subset":"gray","port":8080,"weight":30,"fallback":null},
				    {"host":"stock_blue","subset":null,"port":null,"weight":70,"fallback":null}],
				  "chosen":{"host":"stock.default.svc.cluster.local","subset":"gray"}},
				 {"chosen":{"host":"stock_blue","subset":null}},
				 {"outcome":"redirect","redirect":{"uri":"/new","code":302}},
				 {"outcome":"no-route","rule":"default/local_route"},
				 {"outcome":"no-route","rule":null}]
				""", run.out(), JSONCompareMode.STRICT_ORDER);
	}

	@Test
	void routeWhenARouteConfigurationDecidesNamesItSo() throws Exception {
		Path rules = write("envoy.yaml", RuleTexts.ENVOY);
		String requests = "[{\"service\":\"stock\",\"path\":\"/v2\"},{\"service\":\"stock\",\"path\":\"/none\"}]";
		CommandRun json = CommandRun.withInput(requests, "route", "--rules", rules, "--requests", "-");
		assertThat(json.out())
			.contains("\"reason\": \"route 'split' of RouteConfiguration local_route matches, weight ",
					"\"reason\": \"no route of RouteConfiguration local_route matches the request\"")
			.doesNotContain("TrafficRouter");
		CommandRun text = CommandRun.withInput(requests, "route", "--format", "text", "--rules", rules, "--requests",
				"-");
		assertThat(text.out())
			.contains("rule       RouteConfiguration local_route, route split",
					"reason     no route of RouteConfiguration local_route matches the request")
			.doesNotContain("TrafficRouter", "default/");
	}

	@Test
	void routeWhenNoVirtualHostHasTheAuthorityAsksTheRulesOfTheService() throws Exception {
		Path envoy = write("envoy.yaml", RuleTexts.ENVOY.replace("[\"stock\", \"stock:*\"]", "[web]"));
		Path rules = write("rules.yaml", RuleTexts.ROUTER);
		CommandRun run = CommandRun.withInput("{\"service\":\"stock\",\"path\":\"/items\"}", "route", "--rules", envoy,
				rules, "--requests", "-");
		assertThat(run.out()).contains("\"rule\": \"default/stock-router\"");
	}

	@Test
	void routeWhenRequestsAreBadSaysWhereAndPrintsNothing() throws Exception {
		Path rules = write("rules.yaml", RuleTexts.ROUTER);
		Path requests = write("requests.json", "[{\"service\":\"stock\"},{\"path\":\"/\"}]");
		CommandRun run = CommandRun.of("route", "--rules", rules, "--requests", requests);
		assertThat(run.exitCode()).isEqualTo(2);
		assertThat(run.out()).isEmpty();
		assertThat(run.errLines()).singleElement()
			.asString()
			.startsWith(requests + ":1:22: request[1] has no service; add");
	}

	@Test
	void routeWhenRequestsFileIsMissingSaysSo() throws Exception {
		Path rules = write("rules.yaml", RuleTexts.ROUTER);
		CommandRun run = CommandRun.of("route", "--rules", rules, "--requests", this.folder.resolve("none.json"));
		assertThat(run.exitCode()).isEqualTo(2);
		assertThat(run.errLines()).singleElement().asString().contains("none.json", "no such file", "--requests");
	}

	@Test
	void routeWhenRulesPathIsMissingSaysSo() {
		CommandRun run = CommandRun.withInput("[]", "route", "--rules", this.folder.resolve("none"), "--requests", "-");
		assertThat(run.exitCode()).isEqualTo(1);
		assertThat(run.out()).isEmpty();
		assertThat(run.errLines()).singleElement().asString().contains("none: no such file or folder");
	}

	@Test
	void routeWhenCallerIsNotOfTheFormIsUsage() throws Exception {
		Path rules = write("rules.yaml", RuleTexts.ROUTER);
		CommandRun run = CommandRun.withInput("[]", "route", "--rules", rules, "--requests", "-", "--caller", "order");
		assertThat(run.exitCode()).isEqualTo(2);
		assertThat(run.errLines()).singleElement().asString().contains("--caller", "KEY=VALUE");
	}

	private Path write(String name, String text) throws IOException {
		Path file = this.folder.resolve(name);
		Files.createDirectories(file.getParent());
		return Files.writeString(file, text);
	}

}
