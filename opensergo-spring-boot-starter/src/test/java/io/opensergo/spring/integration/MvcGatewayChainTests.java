package io.opensergo.spring.integration;

import java.nio.file.Path;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import org.springframework.boot.WebApplicationType;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for a Spring Cloud Gateway on Spring MVC at the edge of a chain.
 */
class MvcGatewayChainTests {

	private static final String ROUTE = "spring.cloud.gateway.server.webmvc.routes";

	private static TestChain chain;

	private static RecordingInstance base;

	private static RecordingInstance gray;

	private static RecordingInstance thirdParty;

	@BeforeAll
	static void start(@TempDir Path folder) {
		chain = new TestChain();
		base = chain.instance("stock", "stock-base", null);
		gray = chain.instance("stock", "stock-gray", "gray");
		chain.instance("payment", "payment-base", null);
		thirdParty = RecordingInstance.start("elsewhere", "third-party", null);
		chain.property("spring.application.name", "gateway");
		route(0, "stock", "lb://stock", "/stock/**");
		route(1, "payment", "lb://payment", "/payment/**");
		route(2, "elsewhere", "http://127.0.0.1:" + thirdParty.port(), "/elsewhere/**");
		route(3, "partner", "http://localhost:" + thirdParty.port(), "/partner/**");
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
				""");
		chain.property("opensergo.propagation.trusted-proxies", "10.0.0.0/8");
		chain.property("opensergo.propagation.hosts", "localhost");
		chain.start(WebApplicationType.SERVLET, GatewayApplication.class);
	}

	private static void route(int index, String id, String uri, String path) {
		chain.property(ROUTE + "[" + index + "].id", id);
		chain.property(ROUTE + "[" + index + "].uri", uri);
		chain.property(ROUTE + "[" + index + "].predicates[0]", "Path=" + path);
		chain.property(ROUTE + "[" + index + "].filters[0]", "StripPrefix=1");
	}

	@AfterAll
	static void stop() {
		chain.close();
		thirdParty.close();
	}

	@Test
	void requestWhenEntryRuleMatchesReachesInstanceOfLane() {
		for (int i = 0; i < 4; i++) {
			assertThat(chain.get("/stock/items", "X-User-Id", "12345").body()).isEqualTo("stock-gray");
			assertThat(gray.lastRequest()).containsEntry(TestChain.LANE_HEADER, "gray")
				.containsEntry("x-user-id", "12345")
				.containsEntry(":path", "/items");
		}
	}

	@Test
	void requestWhenNothingMatchesReachesBaselineOnly() {
		for (int i = 0; i < 4; i++) {
			assertThat(chain.get("/stock/items").body()).isEqualTo("stock-base");
			assertThat(base.lastRequest()).doesNotContainKeys(TestChain.LANE_HEADER, "baggage");
		}
	}

	@Test
	void requestWhenTagIsForgedReachesBaselineWithoutTag() {
		assertThat(chain
			.get("/stock/items", TestChain.LANE_HEADER, "gray", "X-OpenSergo-TRAFFIC", "blue", "baggage",
					"x-opensergo-traffic=gray", "Baggage", "a=b,X-OpenSergo-Traffic=gray")
			.body()).isEqualTo("stock-base");
		assertThat(base.lastRequest()).doesNotContainKey(TestChain.LANE_HEADER).containsEntry("baggage", "a=b");
	}

	@Test
	void requestWithBaggageGetsAnEntry() {
		assertThat(chain.get("/stock/items", "X-User-Id", "12345", "baggage", "a=b").body()).isEqualTo("stock-gray");
		assertThat(gray.lastRequest()).containsEntry("baggage", "a=b,x-opensergo-traffic=gray");
	}

	@Test
	void requestWhenLaneHasNoInstanceFallsBackToBaselineAndKeepsLane() {
		assertThat(chain.get("/payment/pay", "X-User-Id", "12345").body()).isEqualTo("payment-base");
	}

	/**
	 * With the status that this gateway has for every service without an instance.
	 */
	@Test
	void requestWhenStrictLaneHasNoInstanceIsRefused() {
		assertThat(chain.get("/payment/pay", "X-User-Id", "strict").statusCode()).isEqualTo(500);
	}

	@Test
	void requestToOtherHostCarriesNoLane() {
		assertThat(chain.get("/elsewhere/a", "X-User-Id", "12345", "baggage", "a=b").body()).isEqualTo("third-party");
		assertThat(thirdParty.lastRequest()).doesNotContainKey(TestChain.LANE_HEADER).containsEntry("baggage", "a=b");
	}

	@Test
	void requestToHostOfTheListCarriesLane() {
		assertThat(chain.get("/partner/a", "X-User-Id", "12345").body()).isEqualTo("third-party");
		assertThat(thirdParty.lastRequest()).containsEntry(TestChain.LANE_HEADER, "gray");
	}

}
