package io.opensergo.spring.integration;

import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.random.RandomGenerator;

import io.opensergo.core.context.ContextHeaders;
import io.opensergo.core.engine.RoutingFailures;
import io.opensergo.core.engine.RuleEngine;
import io.opensergo.spring.gateway.TrafficProblemHandler;
import io.opensergo.spring.gateway.TrafficRouteFilter;
import io.opensergo.spring.propagation.HttpHeadersAccess;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;

import org.springframework.boot.WebApplicationType;
import org.springframework.boot.webflux.error.ErrorWebExceptionHandler;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.annotation.Order;
import org.springframework.web.ErrorResponse;

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
	void handlerOfTheApplicationAnswersErrors(@TempDir Path folder) {
		try (TestChain chain = chain(folder).start(WebApplicationType.REACTIVE, GatewayApplication.class,
				OwnErrorHandler.class)) {
			HttpResponse<String> response = chain.get("/missing");
			assertThat(response.statusCode()).isEqualTo(503);
			assertThat(response.body()).startsWith("own: No instance of the service 'stock' in the subset 'v9'");
			assertThat(chain.application().getBeanProvider(TrafficProblemHandler.class).getIfAvailable()).isNull();
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
	static class OwnErrorHandler {

		@Bean
		@Order(-2)
		ErrorWebExceptionHandler ownErrorHandler() {
			return (exchange, failure) -> {
				ErrorResponse error = (ErrorResponse) failure;
				exchange.getResponse().setStatusCode(error.getStatusCode());
				byte[] body = ("own: " + error.getBody().getDetail()).getBytes(StandardCharsets.UTF_8);
				return exchange.getResponse().writeWith(Mono.just(exchange.getResponse().bufferFactory().wrap(body)));
			};
		}

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
