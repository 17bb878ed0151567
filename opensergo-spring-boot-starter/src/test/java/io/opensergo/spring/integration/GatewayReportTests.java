package io.opensergo.spring.integration;

import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tag;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for what the gateway on WebFlux tells of its decisions.
 */
@ExtendWith(OutputCaptureExtension.class)
class GatewayReportTests {

	private static final String TOKEN = "a-token-of-some-length";

	private static TestChain chain;

	private static RecordingInstance base;

	private static RecordingInstance gray;

	@BeforeAll
	static void start(@TempDir Path folder) {
		chain = new TestChain();
		base = chain.instance("stock", "stock-base", null);
		gray = chain.instance("stock", "stock-gray", "gray");
		chain.property("spring.application.name", "gateway")
			.property("opensergo.debug.token", TOKEN)
			.property("opensergo.gateway.access-log", "true")
			.property("logging.level.opensergo.access", "info")
			.property("spring.cloud.gateway.server.webflux.routes[0].id", "stock")
			.property("spring.cloud.gateway.server.webflux.routes[0].uri", "lb://stock")
			.property("spring.cloud.gateway.server.webflux.routes[0].predicates[0]", "Path=/**")
			.rules(folder, """
					apiVersion: traffic.opensergo.io/v1alpha1
					kind: TrafficLane
					metadata: {name: gray-lane, namespace: default}
					spec:
					  selector: {app: gateway}
					  rules:
					    traffic:
					      http:
					        headers:
					          - x-user-id: {exact: "12345"}
					    lane: {name: gray}
					---
					apiVersion: traffic.opensergo.io/v1alpha1
					kind: TrafficRouter
					metadata: {name: stock, namespace: default}
					spec:
					  hosts: [stock]
					  http:
					    - match: [{uri: {prefix: /lost}}]
					      name: lost
					      route: [{destination: {host: stock, subset: v9, fallback: {host: stock}}}]
					    - match: [{uri: {prefix: /items}}]
					      route: [{destination: {host: stock}}]
					""")
			.start(WebApplicationType.REACTIVE, MeteredGateway.class);
	}

	@AfterAll
	static void stop() {
		chain.close();
	}

	@Test
	void holderOfTheTokenHearsTheDecision() {
		HttpResponse<String> response = chain.get("/items", "x-opensergo-debug", TOKEN);
		assertThat(response.body()).isEqualTo("stock-base");
		assertThat(response.headers().firstValue("x-opensergo-lane")).hasValue("none");
		assertThat(trace(response)).startsWith(
				"{\"lane\":\"none\",\"asked\":\"stock\",\"rule\":\"TrafficRouter default/stock\",\"route\":\"1\",\"reason\":\"")
			.endsWith("\"destination\":\"stock\",\"fallback\":false,\"instance\":\"127.0.0.1:" + base.port() + "\"}");
		assertThat(base.lastRequest()).doesNotContainKey("x-opensergo-debug");
	}

	@Test
	void traceTellsLaneAndFallback() {
		HttpResponse<String> inLane = chain.get("/items", "x-opensergo-debug", TOKEN, "x-user-id", "12345");
		assertThat(inLane.headers().firstValue("x-opensergo-lane")).hasValue("gray");
		assertThat(trace(inLane)).contains("\"lane\":\"gray\"", "\"rule\":\"TrafficLane default/gray-lane\"",
				"\"destination\":\"stock/gray\"", "\"instance\":\"127.0.0.1:" + gray.port() + "\"");
		assertThat(trace(chain.get("/lost", "x-opensergo-debug", TOKEN))).contains("\"route\":\"lost\"",
				"\"destination\":\"stock\"", "\"fallback\":true");
		HttpResponse<String> nowhere = chain.get("/nowhere", "x-opensergo-debug", TOKEN);
		assertThat(nowhere.statusCode()).isEqualTo(404);
		assertThat(trace(nowhere)).contains("\"destination\":\"none\"");
	}

	@ParameterizedTest
	@ValueSource(strings = { "", "a-token-of-some-lengti", "a-token-of-some-length,", "A-TOKEN-OF-SOME-LENGTH" })
	void nobodyElseHearsAnything(String token) {
		HttpResponse<String> response = chain.get("/items", "x-opensergo-debug", token, "x-user-id", "12345");
		assertThat(response.body()).isEqualTo("stock-gray");
		assertThat(response.headers().map()).doesNotContainKeys("x-opensergo-lane", "x-opensergo-trace");
		assertThat(gray.lastRequest()).doesNotContainKey("x-opensergo-debug");
		assertThat(chain.get("/items").headers().map()).doesNotContainKeys("x-opensergo-lane", "x-opensergo-trace");
	}

	@Test
	void observationsCarryTheDecision() {
		chain.get("/lost");
		chain.get("/items", "x-user-id", "12345");
		assertThat(timersOf("default/stock", "lost", "none", "true")).isPositive();
		assertThat(timersOf("default/gray-lane", "lane-gray", "gray", "false")).isPositive();
	}

	@Test
	void eachRequestWritesALine(CapturedOutput output) {
		chain.get("/items?password=secret", "x-user-id", "12345");
		Awaitility.await().until(() -> output.getOut().contains("path=/items"));
		assertThat(output.getOut())
			.containsPattern("method=GET path=/items status=200 millis=[0-9]+ lane=gray "
					+ "rule=default/gray-lane route=lane-gray destination=stock/gray fallback=false instance=127.0.0.1:"
					+ gray.port())
			.doesNotContain("secret");
	}

	private static String trace(HttpResponse<String> response) {
		return response.headers().firstValue("x-opensergo-trace").orElse("no trace");
	}

	private static long timersOf(String rule, String route, String subset, String fallback) {
		MeterRegistry registry = chain.application().getBean(MeterRegistry.class);
		return Objects
			.requireNonNull(registry.find("http.client.requests")
				.tags(List.of(Tag.of("opensergo.rule", rule), Tag.of("opensergo.route", route),
						Tag.of("opensergo.subset", subset), Tag.of("opensergo.fallback", fallback)))
				.timer(), () -> "meters: " + registry.getMeters())
			.count();
	}

	/**
	 * A gateway whose observations become meters.
	 */
	@Configuration(proxyBeanMethods = false)
	@EnableAutoConfiguration
	static class MeteredGateway {

		@Bean
		MeterRegistry meters() {
			return new SimpleMeterRegistry();
		}

	}

}
