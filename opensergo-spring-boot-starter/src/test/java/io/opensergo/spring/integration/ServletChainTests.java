package io.opensergo.spring.integration;

import java.net.http.HttpResponse;
import java.nio.file.Path;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.boot.WebApplicationType;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for a Spring MVC application in a chain: lanes in, through threads, and out on
 * every client.
 */
class ServletChainTests {

	private static TestChain chain;

	private static RecordingInstance base;

	private static RecordingInstance gray;

	@BeforeAll
	static void start(@TempDir Path folder) {
		chain = new TestChain();
		base = chain.instance("stock", "stock-base", null);
		gray = chain.instance("stock", "stock-gray", "gray");
		chain.rules(folder, """
				apiVersion: traffic.opensergo.io/v1alpha1
				kind: TrafficLane
				metadata: {name: gray-lane, namespace: default}
				spec:
				  selector: {app: order}
				  rules:
				    traffic:
				      http:
				        headers:
				          - x-user-id: {exact: "12345"}
				    lane: {name: gray}
				""");
		chain.property("server.tomcat.threads.max", "1");
		chain.property("opensergo.propagation.hosts", "localhost");
		chain.start(WebApplicationType.SERVLET, ServletApplication.class);
	}

	@AfterAll
	static void stop() {
		chain.close();
	}

	@ParameterizedTest
	@ValueSource(strings = { "rest-template", "rest-client", "web-client", "feign", "http-exchange" })
	void callWhenRequestHasLaneReachesInstanceOfLane(String client) {
		for (int i = 0; i < 4; i++) {
			assertThat(body("/call/" + client, TestChain.LANE_HEADER, "gray")).isEqualTo("stock-gray");
			assertThat(gray.lastRequest()).containsEntry(TestChain.LANE_HEADER, "gray");
		}
	}

	@ParameterizedTest
	@ValueSource(strings = { "rest-template", "rest-client", "web-client", "feign", "http-exchange" })
	void callWhenRequestHasNoLaneReachesBaselineOnly(String client) {
		for (int i = 0; i < 4; i++) {
			assertThat(body("/call/" + client)).isEqualTo("stock-base");
			assertThat(base.lastRequest()).doesNotContainKey(TestChain.LANE_HEADER);
		}
	}

	@ParameterizedTest
	@ValueSource(strings = { "rest-template", "rest-client", "web-client", "feign", "http-exchange" })
	void callWhenLaneHasNoInstanceFallsBackToBaselineAndKeepsLane(String client) {
		assertThat(body("/call/" + client, TestChain.LANE_HEADER, "blue")).isEqualTo("stock-base");
		assertThat(base.lastRequest()).containsEntry(TestChain.LANE_HEADER, "blue");
	}

	@Test
	void callWhenEntryRuleMatchesReachesInstanceOfLane() {
		assertThat(body("/call/rest-client", "X-User-Id", "12345")).isEqualTo("stock-gray");
		assertThat(body("/call/rest-client", "X-User-Id", "1")).isEqualTo("stock-base");
	}

	@Test
	void callWhenTagArrivesInBaggageReachesInstanceOfLane() {
		assertThat(body("/call/rest-client", "baggage", "a=b,x-opensergo-traffic=gray;p=1")).isEqualTo("stock-gray");
	}

	@Test
	void callWhenApplicationSetsHeaderWinsOverContext() {
		assertThat(body("/call-with-header?lane=gray", TestChain.LANE_HEADER, "blue")).isEqualTo("stock-gray");
		assertThat(gray.lastRequest()).containsEntry(TestChain.LANE_HEADER, "gray");
	}

	@Test
	void callWhenApplicationSetsInvalidHeaderTakesContext() {
		assertThat(body("/call-with-header?lane=no%2Flane", TestChain.LANE_HEADER, "gray")).isEqualTo("stock-gray");
		assertThat(gray.lastRequest()).containsEntry(TestChain.LANE_HEADER, "gray");
	}

	@Test
	void callWhenHostIsOnTheListCarriesLane() {
		body("/call-url?url=http://localhost:" + base.port() + "/third", TestChain.LANE_HEADER, "gray");
		assertThat(base.lastRequest()).containsEntry(":path", "/third").containsEntry(TestChain.LANE_HEADER, "gray");
	}

	@Test
	void callWhenHostIsNotOnTheListCarriesNoLane() {
		body("/call-url?url=http://127.0.0.1:" + base.port() + "/third", TestChain.LANE_HEADER, "gray");
		assertThat(base.lastRequest()).containsEntry(":path", "/third").doesNotContainKey(TestChain.LANE_HEADER);
	}

	@ParameterizedTest
	@ValueSource(strings = { "handler", "async", "callable", "mono", "block" })
	void laneIsInLoggingContextAndGoneAfterwards(String mechanism) {
		assertThat(body("/mdc/" + mechanism, TestChain.LANE_HEADER, "gray")).isEqualTo("gray");
		assertThat(body("/mdc/" + mechanism)).isEqualTo("null");
	}

	@Test
	void headersWhenPeerIsTrustedKeepsTag() {
		assertThat(body("/headers", TestChain.LANE_HEADER, "gray")).isEqualTo("gray|null|gray");
	}

	@Test
	void headersWhenTagIsNoLaneNameRemovesTag() {
		assertThat(body("/headers", TestChain.LANE_HEADER, "no/lane", "baggage", "x-opensergo-traffic=gray,k=v"))
			.isEqualTo("null|k=v|null");
	}

	private static String body(String path, String... headers) {
		HttpResponse<String> response = chain.get(path, headers);
		assertThat(response.statusCode()).as(response.body()).isEqualTo(200);
		return response.body();
	}

}
