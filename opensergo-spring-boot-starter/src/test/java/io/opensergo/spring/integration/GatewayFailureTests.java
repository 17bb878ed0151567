package io.opensergo.spring.integration;

import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.random.RandomGenerator;

import io.opensergo.core.context.ContextHeaders;
import io.opensergo.core.engine.RoutingFailures;
import io.opensergo.core.engine.RuleEngine;
import io.opensergo.spring.gateway.TrafficRouteFilter;
import io.opensergo.spring.propagation.HttpHeadersAccess;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import reactor.core.scheduler.Schedulers;

import org.springframework.boot.WebApplicationType;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What a gateway does when something is missing or fails, and who answers then.
 */
class GatewayFailureTests {

	private static final String RULES = """
			apiVersion: traffic.opensergo.io/v1alpha1
			kind: TrafficLane
			metadata: {name: strict-lane, namespace: default}
			spec:
			  selector: {app: gateway}
			  rules:
			    traffic: {http: {headers: [{x-user-id: {exact: strict}}]}}
			    lane: {name: strict}
			  mode: strict
			---
			apiVersion: traffic.opensergo.io/v1alpha1
			kind: TrafficRouter
			metadata: {name: stock, namespace: default}
			spec:
			  hosts: [stock]
			  http:
			  - match: [{uri: {prefix: /missing}}]
			    route: [{destination: {host: stock, subset: v9}}]
			  - route:
			    - {destination: {host: stock}, weight: 1, headers: {request: {set: {x-a: b}}}}
			    - {destination: {host: stock}, weight: 1}
			""";

	@Test
	void strictLaneWithoutInstanceIsToldInAProblemDetail(@TempDir Path folder) {
		try (TestChain chain = chain(folder).start(WebApplicationType.REACTIVE, GatewayApplication.class)) {
			HttpResponse<String> response = chain.get("/items", "X-User-Id", "strict");
			assertThat(response.statusCode()).isEqualTo(503);
			assertThat(response.headers().firstValue("content-type")).hasValue("application/problem+json");
			assertThat(response.body()).contains("\"service\":\"stock\"", "\"lane\":\"strict\"", "\"status\":503");
			assertThat(chain.get("/items").statusCode()).isEqualTo(200);
		}
	}

	@Test
	void failureOfTheEngineLetsTheRequestGoAndIsCounted(@TempDir Path folder) {
		try (TestChain chain = chain(folder).start(WebApplicationType.REACTIVE, GatewayApplication.class,
				FailingEngine.class)) {
			assertThat(chain.get("/items").body()).isEqualTo("stock");
			assertThat(chain.application().getBean(RoutingFailures.class).count()).isEqualTo(1);
		}
	}

	private static TestChain chain(Path folder) {
		TestChain chain = new TestChain();
		chain.instance("stock", "stock", null);
		return chain.property("spring.application.name", "gateway")
			.property("spring.cloud.gateway.server.webflux.routes[0].id", "stock")
			.property("spring.cloud.gateway.server.webflux.routes[0].uri", "lb://stock")
			.property("spring.cloud.gateway.server.webflux.routes[0].predicates[0]", "Path=/**")
			.rules(folder, RULES);
	}

	@Configuration(proxyBeanMethods = false)
	static class FailingEngine {

		@Bean
		TrafficRouteFilter failingFilter(RuleEngine engine, ContextHeaders headers, RoutingFailures failures) {
			RandomGenerator failing = () -> {
				throw new IllegalStateException("on purpose");
			};
			return new TrafficRouteFilter(engine, headers, HttpHeadersAccess.INSTANCE, failing, failures,
					(host) -> false, (service) -> {
					}, Schedulers.parallel(), null);
		}

	}

}
