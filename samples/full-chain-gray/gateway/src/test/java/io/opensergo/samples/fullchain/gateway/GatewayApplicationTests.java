package io.opensergo.samples.fullchain.gateway;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ConfigurableApplicationContext;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link GatewayApplication}.
 */
class GatewayApplicationTests {

	private static final String PEER_HOP = """
			{"service":"order","version":"v1","lane":"from-peer","instance":"order-1"}""";

	private final List<String> calls = new CopyOnWriteArrayList<>();

	private HttpServer order;

	private ConfigurableApplicationContext application;

	@BeforeEach
	void start() throws IOException {
		this.order = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
		this.order.createContext("/", this::answer);
		this.order.start();
		this.application = new SpringApplicationBuilder(GatewayApplication.class).run("--server.port=0",
				"--eureka.client.enabled=false",
				"--spring.cloud.discovery.client.simple.instances.order[0].uri=http://127.0.0.1:"
						+ this.order.getAddress().getPort());
	}

	@AfterEach
	void stop() {
		this.application.close();
		this.order.stop(0);
	}

	@Test
	void routePutsTheGatewayAtTheHeadOfThePath() throws Exception {
		HttpResponse<String> response = get("/order/orders/7");
		assertThat(response.body()).isEqualTo("""
				[{"service":"gateway","version":"v1","lane":"base","instance":"gateway-base-0"},%s]""", PEER_HOP);
		assertThat(this.calls).containsExactly("/orders/7 in lane null");
	}

	@Test
	void routeRemovesALaneFromAnUntrustedPeer() throws Exception {
		HttpResponse<String> response = get("/order/orders/7", "x-opensergo-traffic", "gray");
		assertThat(response.body()).contains("\"lane\":\"base\"");
		assertThat(this.calls).containsExactly("/orders/7 in lane null");
	}

	private HttpResponse<String> get(String path, String... headers) throws IOException, InterruptedException {
		String port = this.application.getEnvironment().getRequiredProperty("local.server.port");
		HttpRequest.Builder request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path));
		if (headers.length > 0) {
			request.headers(headers);
		}
		return HttpClient.newHttpClient().send(request.build(), BodyHandlers.ofString());
	}

	private void answer(HttpExchange exchange) throws IOException {
		this.calls
			.add(exchange.getRequestURI() + " in lane " + exchange.getRequestHeaders().getFirst("x-opensergo-traffic"));
		byte[] body = ("[" + PEER_HOP + "]").getBytes(StandardCharsets.UTF_8);
		exchange.getResponseHeaders().add("Content-Type", "application/json");
		exchange.sendResponseHeaders(200, body.length);
		exchange.getResponseBody().write(body);
		exchange.close();
	}

}
