package io.opensergo.spring.integration;

import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.TreeSet;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import org.springframework.boot.WebApplicationType;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for a Spring Cloud Gateway at the edge of a chain.
 */
class GatewayChainTests {

	private static final String ROUTE = "spring.cloud.gateway.server.webflux.routes";

	private static TestChain chain;

	private static RecordingInstance base;

	private static RecordingInstance gray;

	private static RecordingInstance next;

	private static RecordingInstance thirdParty;

	@BeforeAll
	static void start(@TempDir Path folder) {
		chain = new TestChain();
		base = chain.instance("stock", "stock-base", null);
		gray = chain.instance("stock", "stock-gray", "gray");
		next = chain.instance("stock-next", "stock-next", null);
		chain.instance("stock-next", "stock-next-gray", "gray");
		chain.instance("payment", "payment-base", null);
		thirdParty = RecordingInstance.start("elsewhere", "third-party", null);
		chain.property("spring.application.name", "gateway");
		route(0, "stock", "lb://stock", "/stock/**", "StripPrefix=1");
		route(1, "payment", "lb://payment", "/payment/**", "StripPrefix=1");
		route(2, "elsewhere", "http://127.0.0.1:" + thirdParty.port(), "/elsewhere/**", "StripPrefix=1");
		chain.rules(folder, """
				apiVersion: traffic.opensergo.io/v1alpha1
				kind: TrafficLane
				metadata: {name: gray-lane, namespace: default}
				spec:
				  selector: {app: gateway}
				  rules:
				    traffic:
				      http:
				        headers:
				          - x-user-id: {exact: "12345"}
				    lane: {name: gray}
				---
				apiVersion: traffic.opensergo.io/v1alpha1
				kind: TrafficLane
				metadata: {name: strict-lane, namespace: default}
				spec:
				  selector: {app: gateway}
				  rules:
				    traffic:
				      http:
				        headers:
				          - x-user-id: {exact: "strict"}
				    lane: {name: strict}
				  mode: strict
				---
				apiVersion: traffic.opensergo.io/v1alpha1
				kind: TrafficRouter
				metadata: {name: stock, namespace: default}
				spec:
				  hosts: [stock]
				  http:
				    - match: [{uri: {prefix: /next}}]
				      route: [{destination: {host: stock-next}}]
				    - match: [{uri: {prefix: /lost}}]
				      route: [{destination: {host: stock-next, subset: v9, fallback: {host: stock}}}]
				    - match: [{uri: {prefix: /moved}}]
				      redirect: {authority: "example.org:8443", scheme: https, redirectCode: 302}
				    - match: [{uri: {prefix: /closed}}]
				      directResponse: {status: 418, body: {string: "closed for today"}}
				    - match: [{uri: {prefix: /items}}]
				      route: [{destination: {host: stock}}]
				""");
		chain.property("opensergo.propagation.trusted-proxies", "10.0.0.0/8");
		chain.start(WebApplicationType.REACTIVE, GatewayApplication.class);
	}

	private static void route(int index, String id, String uri, String path, String filter) {
		chain.property(ROUTE + "[" + index + "].id", id);
		chain.property(ROUTE + "[" + index + "].uri", uri);
		chain.property(ROUTE + "[" + index + "].predicates[0]", "Path=" + path);
		chain.property(ROUTE + "[" + index + "].filters[0]", filter);
	}

	@AfterAll
	static void stop() {
		chain.close();
		thirdParty.close();
	}

	@Test
	void requestWhenEntryRuleMatchesReachesInstanceOfLane() {
		for (int i = 0; i < 4; i++) {
			assertThat(body("/stock/items", "X-User-Id", "12345")).isEqualTo("stock-gray");
			assertThat(gray.lastRequest()).containsEntry(TestChain.LANE_HEADER, "gray");
		}
	}

	@Test
	void requestWhenNothingMatchesReachesBaselineOnly() {
		for (int i = 0; i < 4; i++) {
			assertThat(body("/stock/items")).isEqualTo("stock-base");
			assertThat(base.lastRequest()).doesNotContainKey(TestChain.LANE_HEADER);
		}
	}

	@Test
	void requestWhenTagIsForgedReachesBaselineWithoutTag() {
		assertThat(body("/stock/items", TestChain.LANE_HEADER, "gray", "baggage", "x-opensergo-traffic=gray"))
			.isEqualTo("stock-base");
		assertThat(base.lastRequest()).doesNotContainKeys(TestChain.LANE_HEADER, "baggage");
	}

	@Test
	void requestWhenLaneHasNoInstanceFallsBackToBaselineAndKeepsLane() {
		assertThat(body("/payment/pay", "X-User-Id", "12345")).isEqualTo("payment-base");
	}

	@Test
	void requestWhenStrictLaneHasNoInstanceIsRefused() {
		assertThat(chain.get("/payment/pay", "X-User-Id", "strict").statusCode()).isEqualTo(503);
	}

	@Test
	void requestWhenRouteNamesOtherServiceReachesIt() {
		for (int i = 0; i < 4; i++) {
			assertThat(body("/stock/next/1")).isEqualTo("stock-next");
		}
		assertThat(next.lastRequest()).containsEntry(":path", "/next/1");
	}

	@Test
	void requestWhenOtherServiceHasNoInstanceTakesFallback() {
		assertThat(body("/stock/lost/1")).isEqualTo("stock-base");
	}

	@Test
	void requestWhenRouteRedirectsAnswersRedirect() {
		HttpResponse<String> response = chain.get("/stock/moved/1?a=b");
		assertThat(response.statusCode()).isEqualTo(302);
		assertThat(response.headers().firstValue("location")).hasValue("https://example.org:8443/stock/moved/1?a=b");
	}

	@Test
	void requestWhenRouteRespondsAnswersIt() {
		HttpResponse<String> response = chain.get("/stock/closed");
		assertThat(response.statusCode()).isEqualTo(418);
		assertThat(response.body()).isEqualTo("closed for today");
	}

	@Test
	void requestWhenNoRouteMatchesIsNotFound() {
		assertThat(chain.get("/stock/unknown").statusCode()).isEqualTo(404);
	}

	@Test
	void requestWhenRouteLeavesChainLosesLane() {
		assertThat(body("/elsewhere/x", "X-User-Id", "12345")).isEqualTo("third-party");
		assertThat(thirdParty.lastRequest()).doesNotContainKey(TestChain.LANE_HEADER);
	}

	@Test
	void requestsWhenManyReachOnlyInstancesOfTheirLane() {
		TreeSet<String> answers = new TreeSet<>();
		for (int i = 0; i < 20; i++) {
			answers.add(body("/stock/items", "X-User-Id", (i % 2 == 0) ? "12345" : "1"));
		}
		assertThat(answers).containsExactly("stock-base", "stock-gray");
	}

	private static String body(String path, String... headers) {
		HttpResponse<String> response = chain.get(path, headers);
		assertThat(response.statusCode()).as(response.body()).isEqualTo(200);
		return response.body();
	}

}
