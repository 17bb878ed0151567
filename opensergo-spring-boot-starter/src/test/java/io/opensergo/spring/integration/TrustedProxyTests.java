package io.opensergo.spring.integration;

import java.nio.file.Path;

import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import org.springframework.boot.WebApplicationType;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for the two addresses of a request behind a proxy: the peer of the connection
 * decides whether a tag counts, the client decides whether a rule matches.
 */
class TrustedProxyTests {

	private static final String CLIENT = "203.0.113.9";

	@ParameterizedTest
	@CsvSource({ "SERVLET, framework", "SERVLET, none", "REACTIVE, framework", "REACTIVE, none" })
	void tagOfTrustedPeerCountsAndForwardedHeadersDoNotDecide(WebApplicationType type, String strategy) {
		try (TestChain chain = start(type, strategy, "127.0.0.0/8", null)) {
			assertThat(lane(chain, TestChain.LANE_HEADER, "gray")).isEqualTo("gray");
			assertThat(lane(chain, TestChain.LANE_HEADER, "gray", "X-Forwarded-For", CLIENT)).isEqualTo("gray");
		}
		try (TestChain chain = start(type, strategy, "10.0.0.0/8", null)) {
			assertThat(lane(chain, TestChain.LANE_HEADER, "gray")).isEqualTo("null");
			assertThat(lane(chain, TestChain.LANE_HEADER, "gray", "X-Forwarded-For", "10.0.0.1")).isEqualTo("null");
		}
	}

	@ParameterizedTest
	@CsvSource({ "SERVLET, framework, blue", "SERVLET, none, null", "REACTIVE, framework, blue",
			"REACTIVE, none, null" })
	void ruleOnSourceAddressReadsTheClient(WebApplicationType type, String strategy, String expected,
			@TempDir Path folder) {
		try (TestChain chain = start(type, strategy, "127.0.0.0/8", folder)) {
			assertThat(lane(chain, "X-Forwarded-For", CLIENT)).isEqualTo(expected);
			assertThat(lane(chain, "X-Forwarded-For", "198.51.100.1")).isEqualTo("null");
			assertThat(lane(chain, "X-Forwarded-For", "localhost")).isEqualTo("null");
		}
	}

	@ParameterizedTest
	@CsvSource({ "SERVLET, framework", "REACTIVE, framework", "REACTIVE, native" })
	void forwardedAddressOfUntrustedPeerIsNotTheClient(WebApplicationType type, String strategy, @TempDir Path folder) {
		try (TestChain chain = start(type, strategy, "10.0.0.0/8", folder)) {
			assertThat(lane(chain, "X-Forwarded-For", CLIENT)).isEqualTo("null");
			assertThat(lane(chain, "Forwarded", "for=" + CLIENT)).isEqualTo("null");
		}
	}

	private static TestChain start(WebApplicationType type, String strategy, String trustedProxies, Path folder) {
		TestChain chain = new TestChain().property("server.forward-headers-strategy", strategy)
			.property("opensergo.propagation.trust", "edge")
			.property("opensergo.propagation.trusted-proxies", trustedProxies);
		if (folder != null) {
			chain.rules(folder, """
					apiVersion: traffic.opensergo.io/v1alpha1
					kind: TrafficLane
					metadata: {name: blue-lane, namespace: default}
					spec:
					  selector: {app: order}
					  rules:
					    traffic:
					      http:
					        sourceIp: [203.0.113.0/24]
					    lane: {name: blue}
					""");
		}
		return chain.start(type,
				(type == WebApplicationType.SERVLET) ? ServletApplication.class : ReactiveApplication.class);
	}

	private static String lane(TestChain chain, String... headers) {
		String body = chain.get("/headers", headers).body();
		return body.substring(body.lastIndexOf('|') + 1);
	}

}
