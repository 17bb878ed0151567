package io.opensergo.spring.integration;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.boot.WebApplicationType;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for clients whose calls go through circuit breakers, on threads of their own.
 */
class CircuitBreakerChainTests {

	private static TestChain chain;

	private static RecordingInstance base;

	private static RecordingInstance gray;

	@BeforeAll
	static void start() {
		chain = new TestChain();
		base = chain.instance("stock", "stock-base", null);
		gray = chain.instance("stock", "stock-gray", "gray");
		chain.property("spring.cloud.openfeign.circuitbreaker.enabled", "true");
		chain.start(WebApplicationType.SERVLET, ServletApplication.class);
	}

	@AfterAll
	static void stop() {
		chain.close();
	}

	@ParameterizedTest
	@ValueSource(strings = { "feign", "http-exchange" })
	void callReachesInstanceOfLane(String client) {
		for (int i = 0; i < 4; i++) {
			assertThat(chain.get("/call/" + client, TestChain.LANE_HEADER, "gray").body()).isEqualTo("stock-gray");
			assertThat(gray.lastRequest()).containsEntry(TestChain.LANE_HEADER, "gray");
			assertThat(chain.get("/call/" + client).body()).isEqualTo("stock-base");
			assertThat(base.lastRequest()).doesNotContainKey(TestChain.LANE_HEADER);
		}
	}

}
