package io.opensergo.spring.integration;

import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.boot.WebApplicationType;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What a gateway has decided stays, whatever strategy of the load balancer chooses the
 * instance.
 */
class GatewayStrategiesTests {

	private static final String RULES = """
			apiVersion: traffic.opensergo.io/v1alpha1
			kind: TrafficLane
			metadata: {name: gray-lane, namespace: default}
			spec:
			  selector: {app: gateway}
			  rules:
			    traffic: {http: {headers: [{x-user-id: {exact: gray}}]}}
			    lane: {name: gray}
			---
			apiVersion: traffic.opensergo.io/v1alpha1
			kind: TrafficRouter
			metadata: {name: stock, namespace: default}
			spec:
			  hosts: [stock]
			  http:
			  - match: [{headers: {x-version: {exact: v2}}}]
			    route: [{destination: {host: stock, subset: v2}}]
			    retries: {attempts: 2, retryOn: "5xx"}
			  - route: [{destination: {host: stock, subset: v1}}]
			    retries: {attempts: 2, retryOn: "5xx"}
			""";

	@ParameterizedTest
	@ValueSource(strings = { "default", "zone-preference", "same-instance-preference", "request-based-sticky-session",
			"weighted", "subset" })
	void decisionStays(String strategy, @TempDir Path folder) {
		check(chain(folder).property("spring.cloud.loadbalancer.configurations", strategy));
	}

	@ParameterizedTest
	@ValueSource(strings = { "default", "same-instance-preference" })
	void decisionStaysWhenClientsRetry(String strategy, @TempDir Path folder) {
		check(chain(folder).property("spring.cloud.loadbalancer.configurations", strategy)
			.property("spring.cloud.loadbalancer.retry.enabled", "true"));
	}

	private static TestChain chain(Path folder) {
		TestChain chain = new TestChain().property("spring.application.name", "gateway")
			.property("spring.cloud.loadbalancer.zone", "z1")
			.property("spring.cloud.gateway.server.webflux.routes[0].id", "stock")
			.property("spring.cloud.gateway.server.webflux.routes[0].uri", "lb://stock")
			.property("spring.cloud.gateway.server.webflux.routes[0].predicates[0]", "Path=/**")
			.rules(folder, RULES);
		instance(chain, 0, "v1", "z1", null);
		instance(chain, 1, "v2", "z2", null);
		instance(chain, 2, "gray", "z3", "gray");
		return chain;
	}

	private static void instance(TestChain chain, int index, String name, String zone, @Nullable String lane) {
		chain.instance("stock", name, lane);
		String metadata = "spring.cloud.discovery.client.simple.instances.stock[" + index + "].metadata";
		chain.property(metadata + ".zone", zone);
		if (lane == null) {
			chain.property(metadata + ".version", name);
		}
	}

	private static void check(TestChain chain) {
		try (chain) {
			chain.start(WebApplicationType.REACTIVE, GatewayApplication.class);
			List<String> answers = new ArrayList<>();
			String[] calls = { "x-version", "v1", "x-version", "v2", "x-user-id", "gray", "x-version", "v1",
					"x-user-id", "gray", "x-version", "v2", "x-version", "v2" };
			for (int i = 0; i < calls.length; i += 2) {
				answers.add(body(chain, "/items", calls[i], calls[i + 1]));
			}
			assertThat(answers).containsExactly("v1", "v2", "gray", "v1", "gray", "v2", "v2");
			assertThat(body(chain, "/flaky/1", "x-version", "v2", "cookie", "sc-lb-instance-id=v1")).isEqualTo("v2");
			assertThat(body(chain, "/flaky/2", "x-user-id", "gray")).isEqualTo("gray");
		}
	}

	private static String body(TestChain chain, String path, String... headers) {
		HttpResponse<String> response = chain.get(path, headers);
		assertThat(response.statusCode()).as(response.body()).isEqualTo(200);
		return response.body();
	}

}
