package io.opensergo.spring.integration;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import org.jspecify.annotations.Nullable;

/**
 * A real HTTP server that stands for one instance of a service. It answers with its name
 * and remembers the headers of each request; the path {@code /moved} answers with a
 * redirect to the query parameter {@code to}, and a path below {@code /flaky} fails the
 * first time.
 */
final class RecordingInstance implements AutoCloseable {

	private final String service;

	private final String name;

	private final @Nullable String lane;

	private final HttpServer server;

	private final List<Map<String, String>> requests = new CopyOnWriteArrayList<>();

	private volatile int status = 200;

	private volatile @Nullable CountDownLatch held;

	private RecordingInstance(String service, String name, @Nullable String lane, HttpServer server) {
		this.service = service;
		this.name = name;
		this.lane = lane;
		this.server = server;
	}

	static RecordingInstance start(String service, String name, @Nullable String lane) {
		try {
			HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
			RecordingInstance instance = new RecordingInstance(service, name, lane, server);
			server.createContext("/", instance::answer);
			server.start();
			return instance;
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	private void answer(HttpExchange exchange) throws IOException {
		Map<String, String> headers = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
		exchange.getRequestHeaders().forEach((name, values) -> headers.put(name, String.join(",", values)));
		headers.put(":path", exchange.getRequestURI().toString());
		headers.put(":body", new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8));
		this.requests.add(headers);
		if (exchange.getRequestURI().getPath().equals("/moved")) {
			exchange.getResponseHeaders()
				.set("Location", exchange.getRequestURI().getQuery().substring("to=".length()));
			exchange.sendResponseHeaders(302, -1);
			exchange.close();
			return;
		}
		if (exchange.getRequestURI().getPath().startsWith("/flaky/") && isFirst(headers.get(":path"))) {
			exchange.sendResponseHeaders(503, -1);
			exchange.close();
			return;
		}
		await(this.held);
		if (this.status != 200) {
			exchange.sendResponseHeaders(this.status, -1);
			exchange.close();
			return;
		}
		byte[] body = this.name.getBytes(StandardCharsets.UTF_8);
		exchange.getResponseHeaders().set("Content-Type", "text/plain");
		exchange.sendResponseHeaders(200, body.length);
		exchange.getResponseBody().write(body);
		exchange.close();
	}

	private boolean isFirst(String path) {
		return this.requests.stream().filter((request) -> path.equals(request.get(":path"))).count() == 1;
	}

	private static void await(@Nullable CountDownLatch latch) {
		try {
			if (latch != null && !latch.await(1, TimeUnit.MINUTES)) {
				throw new IllegalStateException("held too long");
			}
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
		}
	}

	/**
	 * Answers with a status from now on.
	 */
	void answerWith(int status) {
		this.status = status;
	}

	/**
	 * Answers only when the returned latch is at zero.
	 */
	CountDownLatch hold() {
		CountDownLatch latch = new CountDownLatch(1);
		this.held = latch;
		return latch;
	}

	String service() {
		return this.service;
	}

	@Nullable String lane() {
		return this.lane;
	}

	int port() {
		return this.server.getAddress().getPort();
	}

	/**
	 * The requests so far.
	 * @return headers by name, whatever its case
	 */
	List<Map<String, String>> requests() {
		return this.requests;
	}

	Map<String, String> lastRequest() {
		return this.requests.get(this.requests.size() - 1);
	}

	@Override
	public void close() {
		this.server.stop(0);
	}

}
