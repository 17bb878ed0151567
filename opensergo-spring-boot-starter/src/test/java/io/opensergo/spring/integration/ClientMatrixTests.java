package io.opensergo.spring.integration;

import java.util.Map;
import java.util.Objects;
import java.util.function.UnaryOperator;

import io.opensergo.core.context.TrafficContext;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.boot.WebApplicationType;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for the lane on every HTTP client, made in every way, on the wire: there for
 * services and allowed hosts, and for no other host.
 */
class ClientMatrixTests {

	private static TestChain chain;

	private static RecordingInstance base;

	private static RecordingInstance gray;

	private static Map<String, UnaryOperator<String>> clients;

	@BeforeAll
	@SuppressWarnings("unchecked")
	static void start() {
		chain = new TestChain();
		base = chain.instance("stock", "stock-base", null);
		gray = chain.instance("stock", "stock-gray", "gray");
		chain.property("spring.cloud.gateway.server.webflux.enabled", "false");
		chain.property("opensergo.rules", "");
		chain.property("opensergo.propagation.hosts", "localhost");
		chain.property("stock.port", base.port());
		for (String prefix : new String[] { "", "reactive-" }) {
			String property = "spring.http.serviceclient." + prefix;
			chain.property(property + "allowed.base-url", "http://localhost:" + base.port());
			chain.property(property + "foreign.base-url", "http://127.0.0.1:" + base.port());
		}
		chain.property("spring.http.serviceclient.reactive-stock.base-url", "lb://stock");
		chain.start(WebApplicationType.NONE, ClientMatrixApplication.class);
		clients = chain.application().getBean("clients", Map.class);
	}

	@AfterAll
	static void stop() {
		chain.close();
	}

	@ParameterizedTest
	@ValueSource(strings = { "@LoadBalanced new RestTemplate() bean", "@LoadBalanced RestTemplateBuilder.build() bean",
			"@LoadBalanced RestClient.builder() bean", "@LoadBalanced RestClientBuilderConfigurer bean",
			"RestClient bean of a @LoadBalanced builder", "@LoadBalanced WebClient.builder() bean",
			"WebClient bean of a @LoadBalanced builder", "@HttpExchange of RestClient", "@HttpExchange of WebClient",
			"OpenFeign" })
	void balancedCallCarriesLane(String client) {
		for (int i = 0; i < 4; i++) {
			assertThat(call(client, "http://stock/items", "gray")).isEqualTo("stock-gray");
			assertThat(gray.lastRequest()).containsEntry(TestChain.LANE_HEADER, "gray");
			assertThat(call(client, "http://stock/items", null)).isEqualTo("stock-base");
			assertThat(base.lastRequest()).doesNotContainKey(TestChain.LANE_HEADER);
		}
	}

	@ParameterizedTest
	@ValueSource(strings = { "new RestTemplate() bean", "RestTemplateBuilder.build() bean",
			"RestTemplateBuilder.build() inline", "RestClient.create() bean", "RestClient.builder() bean",
			"RestClientBuilderConfigurer", "WebClient.create() bean", "WebClient.builder() bean",
			"@HttpExchange of RestClient", "@HttpExchange of WebClient", "OpenFeign", "java.net.http.HttpClient",
			"OpenFeign with a URL per call" })
	void callOfHostCarriesLaneWhenHostIsAllowedOnly(String client) {
		call(client, "http://localhost:" + base.port() + "/items", "gray");
		assertThat(base.lastRequest()).containsEntry(TestChain.LANE_HEADER, "gray");
		call(client, "http://localhost:" + base.port() + "/items", null);
		assertThat(base.lastRequest()).doesNotContainKey(TestChain.LANE_HEADER);
		call(client, "http://127.0.0.1:" + base.port() + "/items", "gray");
		assertThat(base.lastRequest()).doesNotContainKey(TestChain.LANE_HEADER);
	}

	@ParameterizedTest
	@ValueSource(strings = { "RestClient.create() inline", "WebClient.create() inline" })
	void callOfClientThatNobodySeesCarriesNoLane(String client) {
		call(client, "http://localhost:" + base.port() + "/items", "gray");
		assertThat(base.lastRequest()).doesNotContainKey(TestChain.LANE_HEADER);
	}

	private static String call(String client, String url, String lane) {
		int before = base.requests().size() + gray.requests().size();
		try (TrafficContext.Scope scope = TrafficContext.ofLane(lane).makeCurrent()) {
			String answer = Objects.requireNonNull(clients.get(client), client).apply(url);
			assertThat(base.requests().size() + gray.requests().size()).isEqualTo(before + 1);
			return answer;
		}
	}

}
