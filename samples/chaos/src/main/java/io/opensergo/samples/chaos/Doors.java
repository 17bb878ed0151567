package io.opensergo.samples.chaos;

import java.net.InetSocketAddress;
import java.util.List;
import java.util.Objects;

import org.jspecify.annotations.Nullable;
import reactor.netty.DisposableServer;
import reactor.netty.http.server.HttpServer;

import org.springframework.beans.factory.annotation.Value;
import org.springframework.context.SmartLifecycle;
import org.springframework.context.annotation.Profile;
import org.springframework.http.server.reactive.HttpHandler;
import org.springframework.http.server.reactive.ReactorHttpHandlerAdapter;
import org.springframework.http.server.reactive.ServerHttpRequest;
import org.springframework.stereotype.Component;

/**
 * The ports of a service, one for each of its instances: to the registry, and so to the
 * rules, they are instances with versions of their own, but one process can be all.
 */
@Component
@Profile("!gateway")
class Doors implements SmartLifecycle {

	private final ReactorHttpHandlerAdapter handler;

	private final List<Integer> ports;

	private List<? extends DisposableServer> open = List.of();

	Doors(HttpHandler handler, @Value("${chaos.doors}") List<Integer> ports) {
		this.handler = new ReactorHttpHandlerAdapter(handler);
		this.ports = ports;
	}

	/**
	 * The port that a request has come in at.
	 */
	static String doorOf(ServerHttpRequest request) {
		@Nullable InetSocketAddress address = request.getLocalAddress();
		return Integer.toString(Objects.requireNonNull(address).getPort());
	}

	@Override
	public void start() {
		this.open = this.ports.stream()
			.map((port) -> HttpServer.create().host("127.0.0.1").port(port).handle(this.handler).bindNow())
			.toList();
	}

	@Override
	public void stop() {
		this.open.forEach(DisposableServer::disposeNow);
		this.open = List.of();
	}

	@Override
	public boolean isRunning() {
		return !this.open.isEmpty();
	}

}
