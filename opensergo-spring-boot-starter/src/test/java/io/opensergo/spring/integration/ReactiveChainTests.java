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
 * Tests for a WebFlux application that is the edge of a chain and is called by peers that
 * it does not trust.
 */
class ReactiveChainTests {

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
				        cookies:
				          - tester: {exact: "yes"}
				    lane: {name: gray}
				""");
		chain.property("opensergo.propagation.trust", "edge");
		chain.property("opensergo.propagation.trusted-proxies", "10.0.0.0/8");
		chain.property("server.forward-headers-strategy", "framework");
		chain.start(WebApplicationType.REACTIVE, ReactiveApplication.class);
	}

	@AfterAll
	static void stop() {
		chain.close();
	}

	@Test
	void callWhenEntryRuleMatchesReachesInstanceOfLane() {
		for (int i = 0; i < 4; i++) {
			assertThat(body("/call", "Cookie", "a=b; tester=yes")).isEqualTo("stock-gray");
			assertThat(gray.lastRequest()).containsEntry(TestChain.LANE_HEADER, "gray");
		}
	}

	@Test
	void callWhenNothingMatchesReachesBaselineOnly() {
		for (int i = 0; i < 4; i++) {
			assertThat(body("/call")).isEqualTo("stock-base");
			assertThat(base.lastRequest()).doesNotContainKey(TestChain.LANE_HEADER);
		}
	}

	@Test
	void callWhenTagIsForgedReachesBaseline() {
		assertThat(body("/call", TestChain.LANE_HEADER, "gray")).isEqualTo("stock-base");
	}

	@Test
	void callWhenTagAndForwardedAddressAreForgedReachesBaseline() {
		assertThat(body("/call", TestChain.LANE_HEADER, "gray", "X-Forwarded-For", "10.0.0.1")).isEqualTo("stock-base");
	}

	@Test
	void headersWhenTagIsForgedAreClean() {
		assertThat(body("/headers", TestChain.LANE_HEADER, "gray", "baggage", "a=b,x-opensergo-traffic=gray"))
			.isEqualTo("null|a=b|null");
		assertThat(body("/headers", "baggage", "x-opensergo-traffic=gray")).isEqualTo("null|null|null");
	}

	@ParameterizedTest
	@ValueSource(strings = { "map", "publish-on", "bounded-elastic", "after-call" })
	void laneIsInLoggingContextAndGoneAfterwards(String mechanism) {
		for (int i = 0; i < 10; i++) {
			assertThat(body("/mdc/" + mechanism, "Cookie", "tester=yes")).isEqualTo("gray");
			assertThat(body("/mdc/" + mechanism)).isEqualTo("null");
		}
	}

	private static String body(String path, String... headers) {
		HttpResponse<String> response = chain.get(path, headers);
		assertThat(response.statusCode()).as(response.body()).isEqualTo(200);
		return response.body();
	}

}
