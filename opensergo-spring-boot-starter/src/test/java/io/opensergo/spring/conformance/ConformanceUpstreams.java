package io.opensergo.spring.conformance;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;

import io.opensergo.spring.conformance.ConformanceCases.Group;
import org.reactivestreams.Publisher;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.netty.DisposableServer;
import reactor.netty.http.server.HttpServer;
import reactor.netty.http.server.HttpServerRequest;
import reactor.netty.http.server.HttpServerResponse;

/**
 * Destinations that record what arrives and answer as the request asks them to. The
 * header {@code x-script} holds one step for each arrival of a case, separated by
 * {@code ;}: words such as {@code 503}, {@code reset}, {@code sleep=200},
 * {@code drip=200} (the body ends that much later) and {@code name:value} for a header.
 * The last step answers all further arrivals.
 */
final class ConformanceUpstreams implements AutoCloseable {

	static final String CASE = "x-case";

	static final String SCRIPT = "x-script";

	/**
	 * Services that rules may name besides the one of the group.
	 */
	private static final Map<String, String> SERVICES = Map.of("other", "other", "shadow", "shadow", "shadow-two",
			"shadow-two", "shadow-dead", "dead");

	private static final Set<String> NAMES = Set.of("a", "b", "v1", "v2", "gray", "other", "shadow", "shadow-two");

	private final Map<String, DisposableServer> servers = new TreeMap<>();

	private final Map<String, List<Arrival>> arrivals = new ConcurrentHashMap<>();

	private final int closedPort;

	private ConformanceUpstreams(int closedPort) {
		this.closedPort = closedPort;
	}

	static ConformanceUpstreams start() {
		ConformanceUpstreams upstreams = new ConformanceUpstreams(closedPort());
		for (String name : NAMES) {
			upstreams.servers.put(name,
					HttpServer.create()
						.host("127.0.0.1")
						.port(0)
						.handle((request, response) -> upstreams.handle(name, request, response))
						.bindNow());
		}
		return upstreams;
	}

	private static int closedPort() {
		try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
			return socket.getLocalPort();
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	/**
	 * The registry: properties of the simple discovery client.
	 */
	Map<String, Object> registry(List<Group> groups) {
		Map<String, Object> properties = new LinkedHashMap<>();
		SERVICES.forEach((service, instance) -> register(properties, service, 0, instance));
		for (Group group : groups) {
			for (int i = 0; i < group.instances().size(); i++) {
				register(properties, group.service(), i, group.instances().get(i));
			}
		}
		return properties;
	}

	private void register(Map<String, Object> properties, String service, int index, String instance) {
		String property = "spring.cloud.discovery.client.simple.instances." + service + "[" + index + "]";
		properties.put(property + ".uri", "http://127.0.0.1:" + port(instance));
		properties.put(property + ".instance-id", service + "-" + instance);
		if (instance.startsWith("v")) {
			properties.put(property + ".metadata.version", instance);
		}
		if (instance.equals("gray")) {
			properties.put(property + ".metadata[opensergo.io/lane]", instance);
		}
	}

	private int port(String instance) {
		DisposableServer server = this.servers.get(instance);
		return (server != null) ? server.port() : this.closedPort;
	}

	/**
	 * Puts names and ports into the text of a rule.
	 */
	String resolve(String text, String service) {
		String resolved = text.replace("$to", "[{destination: {host: " + service + "}}]").replace("$svc", service);
		for (String name : NAMES) {
			resolved = resolved.replace("$port(" + name + ")", String.valueOf(port(name)));
		}
		return resolved;
	}

	List<Arrival> arrivals(String caseId) {
		return this.arrivals.computeIfAbsent(caseId, (id) -> new CopyOnWriteArrayList<>());
	}

	private Publisher<Void> handle(String name, HttpServerRequest request, HttpServerResponse response) {
		Map<String, String> headers = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
		request.requestHeaders()
			.forEach((header) -> headers.merge(header.getKey(), header.getValue(), (one, two) -> one + "," + two));
		return request.receive()
			.aggregate()
			.asString()
			.defaultIfEmpty("")
			.flatMap((body) -> answer(new Arrival(name, request.method().name(), request.uri(), headers, body),
					response));
	}

	private Mono<Void> answer(Arrival arrival, HttpServerResponse response) {
		List<Arrival> arrivals = arrivals(arrival.headers().getOrDefault(CASE, "unknown"));
		arrivals.add(arrival);
		boolean copy = arrival.instance().startsWith("shadow");
		long before = arrivals.stream().filter((one) -> one.instance().startsWith("shadow") == copy).count() - 1;
		String[] steps = arrival.headers().getOrDefault(SCRIPT, "200").split(";");
		String step = copy ? "200" : steps[(int) Math.min(before, steps.length - 1)];
		response.header("x-instance", arrival.instance());
		Duration sleep = Duration.ZERO;
		Duration drip = Duration.ZERO;
		for (String word : step.trim().split(" ")) {
			if (word.equals("reset")) {
				return response.withConnection((connection) -> connection.channel().close()).then();
			}
			if (word.startsWith("sleep=")) {
				sleep = Duration.ofMillis(Long.parseLong(word.substring("sleep=".length())));
			}
			else if (word.startsWith("drip=")) {
				drip = Duration.ofMillis(Long.parseLong(word.substring("drip=".length())));
			}
			else if (word.indexOf(':') != -1) {
				response.addHeader(word.substring(0, word.indexOf(':')), word.substring(word.indexOf(':') + 1));
			}
			else {
				response.status(Integer.parseInt(word));
			}
		}
		Flux<String> body = drip.isZero() ? Flux.just("ok")
				: Flux.just("ok").concatWith(Mono.just("!").delayElement(drip));
		return Mono.delay(sleep).then(response.sendString(body.map((part) -> part)).then());
	}

	@Override
	public void close() {
		this.servers.values().forEach(DisposableServer::disposeNow);
	}

}
