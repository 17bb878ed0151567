package io.opensergo.spring.leak;

import io.opensergo.core.rule.TrafficLane;
import reactor.core.publisher.Mono;
import reactor.netty.DisposableServer;
import reactor.netty.http.server.HttpServer;

/**
 * The service that the applications call: it answers with the lane that it received.
 */
final class WireEcho implements AutoCloseable {

	private final DisposableServer server = HttpServer.create()
		.host("127.0.0.1")
		.port(0)
		.handle((request, response) -> response
			.sendString(Mono.just(SeenLane.of(request.requestHeaders().get(TrafficLane.DEFAULT_TRAFFIC_HEADER)))))
		.bindNow();

	int port() {
		return this.server.port();
	}

	@Override
	public void close() {
		this.server.disposeNow();
	}

}
