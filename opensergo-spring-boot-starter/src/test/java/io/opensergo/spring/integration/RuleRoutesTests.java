package io.opensergo.spring.integration;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;

import org.awaitility.Awaitility;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import org.springframework.boot.WebApplicationType;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for routes of both gateways that come from rules.
 */
class RuleRoutesTests {

	private static final Duration TIMEOUT = Duration.ofSeconds(60);

	private static final String LANE = """
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
			""";

	private static final String ROUTERS = LANE + """
			apiVersion: traffic.opensergo.io/v1alpha1
			kind: TrafficRouter
			metadata: {name: shop, namespace: default}
			spec:
			  hosts: [shop.example.org, "*.shop.example.org"]
			  gateways: [gateway]
			  http:
			    - match: [{uri: {prefix: /payment}}]
			      route: [{destination: {host: payment}}]
			    - match: [{uri: {prefix: /lost}}]
			      route: [{destination: {host: payment, subset: v9, fallback: {host: stock}}}]
			    - match: [{uri: {prefix: /items}}]
			      route: [{destination: {host: stock}}]
			---
			apiVersion: traffic.opensergo.io/v1alpha1
			kind: TrafficRouter
			metadata: {name: mesh, namespace: default}
			spec:
			  hosts: [mesh.example.org]
			  http:
			    - route: [{destination: {host: stock}}]
			---
			apiVersion: traffic.opensergo.io/v1alpha1
			kind: TrafficRouter
			metadata: {name: taken, namespace: default}
			spec:
			  hosts: [taken.example.org]
			  gateways: [gateway]
			  http:
			    - route: [{destination: {host: stock}}]
			""";

	@ParameterizedTest
	@EnumSource(names = { "REACTIVE", "SERVLET" })
	void hostsOfRoutersAreRoutesWithoutARestart(WebApplicationType type, @TempDir Path folder) {
		try (TestChain chain = new TestChain()) {
			RecordingInstance base = chain.instance("stock", "stock-base", null);
			chain.instance("stock", "stock-gray", "gray");
			chain.instance("payment", "payment-base", null);
			String route = "spring.cloud.gateway.server."
					+ ((type == WebApplicationType.SERVLET) ? "webmvc" : "webflux") + ".routes[0]";
			chain.property("spring.application.name", "gateway")
				.property("opensergo.gateway.routes", "rules")
				.property(route + ".id", "own")
				.property(route + ".uri", "lb://payment")
				.property(route + ".predicates[0]", "Host=taken.example.org")
				.rules(folder, LANE)
				.start(type, GatewayApplication.class);
			assertThat(get(chain, "shop.example.org", "/items")).startsWith("404");

			write(folder, ROUTERS);
			await(chain, "shop.example.org", "/items", "200 stock-base");
			assertThat(base.lastRequest()).containsEntry(":path", "/items");
			assertThat(get(chain, "shop.example.org:8080", "/items?a=b")).isEqualTo("200 stock-base");
			assertThat(get(chain, "a.b.shop.example.org", "/items")).isEqualTo("200 stock-base");
			assertThat(get(chain, "shop.example.org", "/payment")).isEqualTo("200 payment-base");
			assertThat(get(chain, "shop.example.org", "/lost")).isEqualTo("200 stock-base");
			assertThat(get(chain, "shop.example.org", "/other")).startsWith("404");
			assertThat(get(chain, "other.example.org", "/items")).startsWith("404");
			assertThat(get(chain, "mesh.example.org", "/items")).startsWith("404");
			for (int i = 0; i < 3; i++) {
				assertThat(get(chain, "shop.example.org", "/items", "X-User-Id: 12345")).isEqualTo("200 stock-gray");
			}
			assertThat(get(chain, "shop.example.org", "/payment", "X-User-Id: 12345")).isEqualTo("200 payment-base");
			assertThat(get(chain, "taken.example.org", "/items")).isEqualTo("200 payment-base");

			write(folder, ROUTERS.replace("prefix: /payment", "regex: \"((\""));
			write(folder, ROUTERS.replace("prefix: /payment", "regex: \"((\"")
				.replace("mesh.example.org]", "mesh.example.org]\n  gateways: [gateway]"));
			await(chain, "mesh.example.org", "/items", "200 stock-base");
			assertThat(get(chain, "shop.example.org", "/payment")).isEqualTo("200 payment-base");

			write(folder, LANE);
			await(chain, "shop.example.org", "/items", "404");
			assertThat(get(chain, "taken.example.org", "/items")).isEqualTo("200 payment-base");
		}
	}

	private static void await(TestChain chain, String host, String path, String answer) {
		Awaitility.await().atMost(TIMEOUT).until(() -> get(chain, host, path).startsWith(answer));
	}

	private static void write(Path folder, String rules) {
		try {
			Files.writeString(folder.resolve("rules.yaml"), rules);
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	/**
	 * Calls a host by its name at the address of the gateway.
	 * @return the status and the body
	 */
	private static String get(TestChain chain, String host, String path, String... headers) {
		StringBuilder request = new StringBuilder("GET ").append(path).append(" HTTP/1.1\r\nHost: ").append(host);
		for (String header : headers) {
			request.append("\r\n").append(header);
		}
		request.append("\r\nConnection: close\r\n\r\n");
		try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), chain.port())) {
			socket.getOutputStream().write(request.toString().getBytes(StandardCharsets.US_ASCII));
			String response = new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
			int status = response.indexOf(' ') + 1;
			String name = response.lines()
				.filter((line) -> line.matches("(stock|payment)-[a-z]+"))
				.findFirst()
				.orElse("");
			return response.substring(status, status + 3) + " " + name;
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

}
