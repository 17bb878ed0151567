package io.opensergo.spring.integration;

import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.UnaryOperator;

import io.opensergo.core.context.TrafficContext;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.boot.WebApplicationType;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for the switches of clients: the lane disappears from the one client, load
 * balanced or not, and stays on all others.
 */
class ClientSwitchTests {

	private static final Map<String, List<String>> BALANCED = Map.of("rest-template",
			List.of("@LoadBalanced new RestTemplate() bean", "@LoadBalanced RestTemplateBuilder.build() bean"),
			"rest-client",
			List.of("@LoadBalanced RestClient.builder() bean", "RestClient bean of a @LoadBalanced builder",
					"@LoadBalanced RestClientBuilderConfigurer bean", "@HttpExchange of RestClient"),
			"web-client", List.of("@LoadBalanced WebClient.builder() bean", "@HttpExchange of WebClient"), "feign",
			List.of("OpenFeign"));

	private static final Map<String, List<String>> OTHERS = Map.of("rest-template",
			List.of("new RestTemplate() bean", "RestTemplateBuilder.build() inline"), "rest-client",
			List.of("RestClient.create() bean", "RestClient.builder() bean", "RestClientBuilderConfigurer"),
			"web-client", List.of("WebClient.create() bean", "WebClient.builder() bean"), "feign",
			List.of("OpenFeign"));

	@ParameterizedTest
	@ValueSource(strings = { "rest-template", "rest-client", "web-client", "feign" })
	void clientThatIsSwitchedOffCarriesNoLane(String switchedOff) {
		try (TestChain chain = new TestChain()) {
			RecordingInstance stock = chain.instance("stock", "stock", null);
			chain.property("spring.cloud.gateway.server.webflux.enabled", "false")
				.property("opensergo.rules", "")
				.property("opensergo.propagation.hosts", "localhost")
				.property("opensergo.propagation." + switchedOff + ".enabled", "false")
				.property("stock.port", stock.port())
				.property("spring.http.serviceclient.reactive-stock.base-url", "lb://stock")
				.start(WebApplicationType.NONE, ClientMatrixApplication.class);
			BALANCED.forEach((kind, names) -> names
				.forEach((name) -> assertLane(chain, name, "http://stock/items", stock, !kind.equals(switchedOff))));
			OTHERS.forEach((kind, names) -> names.forEach((name) -> assertLane(chain, name,
					"http://localhost:" + stock.port() + "/items", stock, !kind.equals(switchedOff))));
		}
	}

	@SuppressWarnings("unchecked")
	private static void assertLane(TestChain chain, String client, String url, RecordingInstance stock,
			boolean expected) {
		Map<String, UnaryOperator<String>> clients = chain.application().getBean("clients", Map.class);
		try (TrafficContext.Scope scope = TrafficContext.ofLane("gray").makeCurrent()) {
			Objects.requireNonNull(clients.get(client), client).apply(url);
		}
		assertThat(stock.lastRequest().get(TestChain.LANE_HEADER)).as(client).isEqualTo(expected ? "gray" : null);
	}

}
