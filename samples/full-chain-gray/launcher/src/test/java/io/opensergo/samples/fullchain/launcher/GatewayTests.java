package io.opensergo.samples.fullchain.launcher;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.Map;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link Gateway} and {@link Load}.
 */
class GatewayTests {

	private HttpServer server;

	private Gateway gateway;

	private volatile int status = 200;

	@BeforeEach
	void start() throws IOException {
		this.server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
		this.server.createContext("/order/orders", this::answer);
		this.server.start();
		this.gateway = new Gateway(new Web(), "http://127.0.0.1:" + this.server.getAddress().getPort());
	}

	@AfterEach
	void stop() {
		this.server.stop(0);
	}

	@Test
	void orderReadsThePath() {
		Answer answer = this.gateway.order("7", Map.of("X-User-Id", "12345"));
		assertThat(answer.isFailed()).isFalse();
		assertThat(answer.path()).containsExactly(new Hop("order", "v1", "12345", "/order/orders/7"));
	}

	@Test
	void orderWhenStatusIsNot200Fails() {
		this.status = 503;
		assertThat(this.gateway.order("7", Map.of()).failure()).startsWith("order 7: status 503");
	}

	@Test
	void orderWhenNobodyListensFails() {
		this.server.stop(0);
		assertThat(this.gateway.order("7", Map.of()).failure()).startsWith("order 7: ").contains("ConnectException");
	}

	@Test
	void loadCountsRequestsAndFailures() {
		Load load = Load.start(this.gateway);
		load.awaitMore(20);
		assertThat(load.failures()).isEmpty();
		this.status = 500;
		load.awaitMore(20);
		load.close();
		assertThat(load.failures()).isNotEmpty();
		assertThat(load.total()).isGreaterThanOrEqualTo(20 + load.failures().size());
		int total = load.total();
		this.gateway.order(Map.of());
		assertThat(load.total()).isEqualTo(total);
	}

	private void answer(HttpExchange exchange) throws IOException {
		String user = exchange.getRequestHeaders().getFirst("X-User-Id");
		byte[] body = """
				[{"service":"order","version":"v1","lane":"%s","instance":"%s"}]"""
			.formatted(user, exchange.getRequestURI())
			.getBytes(StandardCharsets.UTF_8);
		exchange.sendResponseHeaders(this.status, body.length);
		exchange.getResponseBody().write(body);
		exchange.close();
	}

}
