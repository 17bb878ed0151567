package io.opensergo.spring.integration;

import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import reactor.blockhound.BlockHound;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;

import org.springframework.boot.WebApplicationType;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Nothing in the gateway on WebFlux blocks a thread that must not block.
 */
class GatewayBlockHoundTests {

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
			  - match: [{uri: {prefix: /redirect}}]
			    redirect: {uri: /new}
			  - match: [{uri: {prefix: /direct}}]
			    directResponse: {status: 200, body: {string: direct}}
			  - match: [{uri: {prefix: /missing}}]
			    route: [{destination: {host: stock, subset: v9}}]
			  - match: [{uri: {prefix: /abort}}]
			    fault: {abort: {httpStatus: 503, percentage: {value: 100}}}
			    route: [{destination: {host: stock}}]
			  - rewrite: {uriRegexRewrite: {match: /all, rewrite: /}, authority: stock.example}
			    headers: {request: {set: {x-a: "%REQ(x-b)%"}}, response: {set: {x-c: d}}}
			    fault: {delay: {fixedDelay: 5ms, percentage: {value: 50}}}
			    timeout: 5s
			    retries: {attempts: 2, perTryTimeout: 2s, retryOn: "5xx"}
			    mirrors: [{destination: {host: dead}}, {destination: {host: stock}}]
			    corsPolicy: {allowOrigins: [{exact: "https://a.example"}]}
			    route: [{destination: {host: stock}, weight: 1}, {destination: {host: stock}, weight: 1}]
			""";

	@Test
	void actionsDoNotBlock(@TempDir Path folder) {
		List<String> blocked = new CopyOnWriteArrayList<>();
		BlockHound.install((builder) -> builder.blockingMethodCallback((method) -> blocked.add(describe(method))));
		assertThatBlockingIsNoticed(blocked);
		try (TestChain chain = new TestChain()) {
			chain.instance("stock", "stock", null);
			chain.instance("stock", "stock-gray", "gray");
			chain.property("spring.application.name", "gateway")
				.property("spring.cloud.discovery.client.simple.instances.dead[0].uri", "http://127.0.0.1:1")
				.property("spring.cloud.gateway.server.webflux.routes[0].id", "stock")
				.property("spring.cloud.gateway.server.webflux.routes[0].uri", "lb://stock")
				.property("spring.cloud.gateway.server.webflux.routes[0].predicates[0]", "Path=/**")
				.rules(folder, RULES)
				.start(WebApplicationType.REACTIVE, GatewayApplication.class);
			for (int i = 0; i < 20; i++) {
				assertThat(chain.get("/all/" + i, "Origin", "https://a.example").statusCode()).isEqualTo(200);
				assertThat(chain.get("/flaky/" + i, "X-User-Id", "gray").statusCode()).isEqualTo(200);
				assertThat(chain.get("/redirect").statusCode()).isEqualTo(301);
				assertThat(chain.get("/direct").statusCode()).isEqualTo(200);
				assertThat(chain.get("/missing").statusCode()).isEqualTo(503);
				assertThat(chain.get("/abort").statusCode()).isEqualTo(503);
			}
		}
		assertThat(blocked).isEmpty();
	}

	private static void assertThatBlockingIsNoticed(List<String> blocked) {
		Mono.fromCallable(() -> {
			Thread.sleep(1);
			return true;
		}).subscribeOn(Schedulers.parallel()).block();
		assertThat(blocked).isNotEmpty();
		blocked.clear();
	}

	private static String describe(Object method) {
		StringBuilder text = new StringBuilder(method.toString());
		StackTraceElement[] trace = Thread.currentThread().getStackTrace();
		for (int i = 2; i < Math.min(trace.length, 60); i++) {
			text.append("\n\tat ").append(trace[i]);
		}
		return text.append('\n').toString();
	}

}
