package io.opensergo.spring.integration;

import java.util.Map;
import java.util.Objects;
import java.util.function.UnaryOperator;

import io.opensergo.core.context.TrafficContext;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import reactor.core.scheduler.Schedulers;

import org.springframework.boot.WebApplicationType;
import org.springframework.web.reactive.function.client.WebClient;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for calls that are tried again: each try carries the lane and stays in it.
 */
class ClientRetryTests {

	private static TestChain chain;

	private static RecordingInstance base;

	private static RecordingInstance gray;

	private static Map<String, UnaryOperator<String>> clients;

	@BeforeAll
	@SuppressWarnings("unchecked")
	static void start() {
		chain = new TestChain();
		base = chain.instance("stock", "stock-base", null);
		chain.instance("stock", "stock-dead", "gray").close();
		gray = chain.instance("stock", "stock-gray", "gray");
		chain.property("spring.cloud.gateway.server.webflux.enabled", "false")
			.property("spring.cloud.loadbalancer.retry.enabled", "true")
			.property("opensergo.rules", "")
			.property("opensergo.propagation.hosts", "localhost")
			.property("stock.port", base.port())
			.property("spring.http.serviceclient.reactive-stock.base-url", "lb://stock")
			.start(WebApplicationType.NONE, ClientMatrixApplication.class);
		clients = chain.application().getBean("clients", Map.class);
	}

	@AfterAll
	static void stop() {
		chain.close();
	}

	@ParameterizedTest
	@ValueSource(strings = { "@LoadBalanced new RestTemplate() bean", "@LoadBalanced RestClient.builder() bean",
			"@LoadBalanced WebClient.builder() bean", "@HttpExchange of RestClient", "@HttpExchange of WebClient",
			"OpenFeign" })
	void retryOfLoadBalancerStaysInLane(String client) {
		UnaryOperator<String> call = Objects.requireNonNull(clients.get(client));
		int before = gray.requests().size();
		try (TrafficContext.Scope scope = TrafficContext.ofLane("gray").makeCurrent()) {
			for (int i = 0; i < 4; i++) {
				assertThat(call.apply("http://stock/items")).isEqualTo("stock-gray");
			}
		}
		assertThat(gray.requests().subList(before, before + 4))
			.allSatisfy((headers) -> assertThat(headers).containsEntry(TestChain.LANE_HEADER, "gray"));
	}

	@Test
	void retryOfWebClientOnAnotherThreadCarriesLane() {
		WebClient client = chain.application().getBean("newWebClientBuilder", WebClient.Builder.class).build();
		int before = base.requests().size();
		String answer;
		try (TrafficContext.Scope scope = TrafficContext.ofLane("gray").makeCurrent()) {
			answer = client.get()
				.uri("http://localhost:" + base.port() + "/flaky/" + System.nanoTime())
				.retrieve()
				.bodyToMono(String.class)
				.publishOn(Schedulers.parallel())
				.retry(1)
				.block();
		}
		assertThat(answer).isEqualTo("stock-base");
		assertThat(base.requests().subList(before, base.requests().size())).hasSize(2)
			.allSatisfy((headers) -> assertThat(headers).containsEntry(TestChain.LANE_HEADER, "gray"));
	}

}
