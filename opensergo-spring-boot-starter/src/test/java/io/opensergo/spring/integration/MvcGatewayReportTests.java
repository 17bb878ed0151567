package io.opensergo.spring.integration;

import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tag;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import org.springframework.boot.WebApplicationType;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for what the gateway on Spring MVC tells of its decisions.
 */
class MvcGatewayReportTests {

	private static final String TOKEN = "a-token-of-some-length";

	@Test
	void decisionIsInHeadersMetersAndTheAccessLog(@TempDir Path folder, @TempDir Path logs) {
		try (TestChain chain = new TestChain()) {
			chain.instance("stock", "stock-base", null);
			RecordingInstance gray = chain.instance("stock", "stock-gray", "gray");
			chain.property("spring.application.name", "gateway")
				.property("opensergo.gateway.routes", "rules")
				.property("opensergo.debug.token", TOKEN)
				.property("server.tomcat.accesslog.enabled", "true")
				.property("server.tomcat.accesslog.directory", logs.toString())
				.property("server.tomcat.accesslog.buffered", "false")
				.property("server.tomcat.accesslog.pattern",
						"%s lane=%{opensergo.lane}r rule=%{opensergo.rule}r destination=%{opensergo.destination}r")
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
						metadata: {name: shop, namespace: default}
						spec:
						  hosts: [127.0.0.1]
						  gateways: [gateway]
						  http:
						    - match: [{uri: {prefix: /items}}]
						      route: [{destination: {host: stock}}]
						""")
				.start(WebApplicationType.SERVLET, GatewayReportTests.MeteredGateway.class);

			HttpResponse<String> response = chain.get("/items", "x-opensergo-debug", TOKEN, "x-user-id", "12345");
			assertThat(response.body()).isEqualTo("stock-gray");
			assertThat(response.headers().firstValue("x-opensergo-lane")).hasValue("gray");
			assertThat(response.headers().firstValue("x-opensergo-trace").orElse("")).contains(
					"\"rule\":\"TrafficLane default/gray-lane\"", "\"destination\":\"stock/gray\"",
					"\"instance\":\"127.0.0.1:" + gray.port() + "\"");
			assertThat(gray.lastRequest()).doesNotContainKey("x-opensergo-debug");

			HttpResponse<String> silent = chain.get("/items", "x-opensergo-debug", "another-token-of-some-length");
			assertThat(silent.body()).isEqualTo("stock-base");
			assertThat(silent.headers().map()).doesNotContainKeys("x-opensergo-lane", "x-opensergo-trace");

			Awaitility.await()
				.untilAsserted(() -> assertThat(lines(logs)).contains(
						"200 lane=gray rule=default/gray-lane destination=stock/gray",
						"200 lane=- rule=default/shop destination=stock"));
			MeterRegistry meters = chain.application().getBean(MeterRegistry.class);
			Awaitility.await()
				.untilAsserted(() -> assertThat(meters.find("http.server.requests")
					.tags(List.of(Tag.of("opensergo.rule", "default/shop"), Tag.of("opensergo.subset", "none"),
							Tag.of("opensergo.fallback", "false")))
					.timer()).isNotNull());
		}
	}

	private static String lines(Path folder) throws IOException {
		StringBuilder lines = new StringBuilder();
		try (Stream<Path> files = Files.list(folder)) {
			for (Path file : files.toList()) {
				lines.append(Files.readString(file));
			}
		}
		return lines.toString();
	}

}
