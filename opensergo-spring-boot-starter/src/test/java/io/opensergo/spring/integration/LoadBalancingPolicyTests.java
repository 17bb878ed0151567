package io.opensergo.spring.integration;

import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

import io.opensergo.spring.loadbalancer.ActiveRequests;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.cloud.client.loadbalancer.LoadBalanced;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.client.RestClient;
import org.springframework.web.reactive.function.client.WebClient;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for the traffic policies of VirtualWorkloads with instances on real ports.
 */
class LoadBalancingPolicyTests {

	private static final List<String> ALL = List.of("1", "2", "3");

	private static TestChain chain;

	@BeforeAll
	static void start(@TempDir Path folder) {
		chain = new TestChain();
		for (String service : List.of("hashed", "random", "least", "near")) {
			for (String name : ALL) {
				chain.instance(service, service + "-" + name, null);
				chain.property("spring.cloud.discovery.client.simple.instances." + service + "["
						+ (Integer.parseInt(name) - 1) + "].metadata.zone", "z" + name);
			}
		}
		chain.rules(folder, policy("hashed", "loadBalancer: {consistentHash: {httpHeaderName: x-user}}")
				+ policy("random", "loadBalancer: {simple: RANDOM}")
				+ policy("least", "loadBalancer: {simple: LEAST_REQUEST}") + policy("near",
						"outlierDetection: {interval: 10s}, loadBalancer: {localityLbSetting: {enabled: true}}"));
		chain.property("spring.cloud.loadbalancer.zone", "z2");
		chain.start(WebApplicationType.SERVLET, Application.class);
	}

	private static String policy(String service, String policy) {
		return "---\n{apiVersion: traffic.opensergo.io/v1alpha1, kind: VirtualWorkload, metadata: {name: " + service
				+ "}, spec: {host: " + service + ", trafficPolicy: {" + policy + "}}}\n";
	}

	@AfterAll
	static void stop() {
		chain.close();
	}

	@ParameterizedTest
	@ValueSource(strings = { "rest-client", "web-client" })
	void hashKeepsAUserAtOneInstance(String client) {
		Set<String> chosen = new HashSet<>();
		for (int user = 0; user < 30; user++) {
			String first = call(client, "hashed", "user-" + user);
			assertThat(call(client, "hashed", "user-" + user)).isEqualTo(first);
			assertThat(call("rest-client", "hashed", "user-" + user)).isEqualTo(first);
			chosen.add(first);
		}
		assertThat(chosen).containsExactlyInAnyOrder("hashed-1", "hashed-2", "hashed-3");
	}

	/**
	 * The stock load balancer would go round.
	 */
	@Test
	void randomReachesAllInstancesInNoFixedOrder() {
		Set<String> chosen = new HashSet<>();
		boolean sameTwice = false;
		String last = "";
		for (int i = 0; i < 60; i++) {
			String next = call("rest-client", "random", "1");
			sameTwice |= next.equals(last);
			chosen.add(next);
			last = next;
		}
		assertThat(chosen).containsExactlyInAnyOrder("random-1", "random-2", "random-3");
		assertThat(sameTwice).isTrue();
	}

	@Test
	void nearestZoneGetsAllCalls() {
		for (int i = 0; i < 5; i++) {
			assertThat(call("rest-client", "near", "1")).isEqualTo("near-2");
		}
	}

	@ParameterizedTest
	@ValueSource(strings = { "rest-client", "web-client" })
	void leastRequestReachesAllInstancesWhenTheyAreIdle(String client) {
		Set<String> chosen = new HashSet<>();
		for (int i = 0; i < 60; i++) {
			chosen.add(call(client, "least", "1"));
		}
		assertThat(chosen).containsExactlyInAnyOrder("least-1", "least-2", "least-3");
		assertThat(chain.application().getBeansOfType(ActiveRequests.class)).hasSize(1);
	}

	private static String call(String client, String service, String user) {
		HttpResponse<String> response = chain.get("/" + client + "/" + service + "?user=" + user);
		assertThat(response.statusCode()).as(response.body()).isEqualTo(200);
		return response.body();
	}

	@Configuration(proxyBeanMethods = false)
	@EnableAutoConfiguration
	@Import(Calls.class)
	static class Application {

		@Bean
		@LoadBalanced
		RestClient.Builder loadBalancedRestClient() {
			return RestClient.builder();
		}

		@Bean
		@LoadBalanced
		WebClient.Builder loadBalancedWebClient() {
			return WebClient.builder();
		}

	}

	/**
	 * The calls.
	 */
	@RestController
	static class Calls {

		private final RestClient restClient;

		private final WebClient webClient;

		Calls(@LoadBalanced RestClient.Builder restClient, @LoadBalanced WebClient.Builder webClient) {
			this.restClient = restClient.build();
			this.webClient = webClient.build();
		}

		@GetMapping("/rest-client/{service}")
		String restClient(@PathVariable String service, @RequestParam String user) {
			return this.restClient.get()
				.uri("http://" + service + "/items")
				.header("x-user", user)
				.retrieve()
				.body(String.class);
		}

		@GetMapping("/web-client/{service}")
		String webClient(@PathVariable String service, @RequestParam String user) {
			return this.webClient.get()
				.uri("http://" + service + "/items")
				.header("x-user", user)
				.retrieve()
				.bodyToMono(String.class)
				.block();
		}

	}

}
