package io.opensergo.samples.registries.consul;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.regex.Pattern;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * The part of a Consul agent that registration and discovery need. The limits of metadata
 * are those of Consul.
 *
 * @see <a href="https://developer.hashicorp.com/consul/api-docs/agent/service">Consul:
 * Service - Agent HTTP API</a>
 */
final class ConsulStandIn {

	private static final String REGISTER = "/v1/agent/service/register";

	private static final String DEREGISTER = "/v1/agent/service/deregister/";

	private static final String HEALTH = "/v1/health/service/";

	private static final Pattern NAME = Pattern.compile("[A-Za-z0-9_-]{1,128}");

	private static final int MAX_PAIRS = 64;

	private static final int MAX_VALUE_LENGTH = 512;

	private final JsonMapper json = new JsonMapper();

	private final Map<String, JsonNode> services = new ConcurrentHashMap<>();

	private final List<String> refusals = new CopyOnWriteArrayList<>();

	private final HttpServer server;

	private ConsulStandIn(HttpServer server) {
		this.server = server;
	}

	static ConsulStandIn start() throws IOException {
		HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
		ConsulStandIn agent = new ConsulStandIn(server);
		server.createContext("/", agent::handle);
		server.start();
		return agent;
	}

	int port() {
		return this.server.getAddress().getPort();
	}

	List<String> refusals() {
		return this.refusals;
	}

	void stop() {
		this.server.stop(0);
	}

	private void handle(HttpExchange exchange) throws IOException {
		String path = exchange.getRequestURI().getPath();
		if (path.equals(REGISTER)) {
			register(exchange);
		}
		else if (path.startsWith(DEREGISTER)) {
			this.services.remove(path.substring(DEREGISTER.length()));
			answer(exchange, 200, "");
		}
		else if (path.startsWith(HEALTH)) {
			answer(exchange, 200, this.json.writeValueAsString(health(path.substring(HEALTH.length()))));
		}
		else {
			answer(exchange, 200, "{}");
		}
	}

	private void register(HttpExchange exchange) throws IOException {
		JsonNode service = this.json.readTree(exchange.getRequestBody().readAllBytes());
		JsonNode metadata = service.path("Meta");
		if (isValid(metadata)) {
			this.services.put(service.path("ID").asString(), service);
			answer(exchange, 200, "");
		}
		else {
			this.refusals.add(metadata.toString());
			answer(exchange, 400, "Invalid Service Meta: " + metadata);
		}
	}

	private static boolean isValid(JsonNode metadata) {
		return metadata.size() <= MAX_PAIRS && metadata.propertyNames().stream().allMatch(NAME.asMatchPredicate())
				&& metadata.values().stream().allMatch((value) -> value.asString().length() <= MAX_VALUE_LENGTH);
	}

	private List<Map<String, Object>> health(String service) {
		return this.services.values()
			.stream()
			.filter((registered) -> registered.path("Name").asString().equals(service))
			.map(ConsulStandIn::health)
			.toList();
	}

	private static Map<String, Object> health(JsonNode service) {
		String id = service.path("ID").asString();
		String name = service.path("Name").asString();
		return Map.of("Node", Map.of("Node", "stand-in", "Address", "127.0.0.1"), "Service",
				Map.of("ID", id, "Service", name, "Tags", List.of(), "Address", service.path("Address").asString(),
						"Port", service.path("Port").asInt(), "Meta", service.path("Meta")),
				"Checks", List.of(Map.of("CheckID", id, "ServiceID", id, "ServiceName", name, "Status", "passing")));
	}

	private static void answer(HttpExchange exchange, int status, String body) throws IOException {
		byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
		exchange.getResponseHeaders().set("Content-Type", "application/json");
		exchange.getResponseHeaders().set("X-Consul-Index", "1");
		exchange.getResponseHeaders().set("X-Consul-KnownLeader", "true");
		exchange.getResponseHeaders().set("X-Consul-LastContact", "0");
		exchange.sendResponseHeaders(status, (bytes.length > 0) ? bytes.length : -1);
		exchange.getResponseBody().write(bytes);
		exchange.close();
	}

}
