package io.opensergo.spring.gateway;

import java.net.InetSocketAddress;

import io.opensergo.core.action.CallFacts;
import org.jspecify.annotations.Nullable;
import reactor.netty.http.server.HttpServerRequest;

import org.springframework.http.server.reactive.ServerHttpRequest;
import org.springframework.http.server.reactive.ServerHttpRequestDecorator;

/**
 * What header values may say of a request that passes the gateway.
 *
 * @param routed the request as the rules saw it
 */
record ExchangeFacts(GatewayRouteRequest routed) implements CallFacts {

	@Override
	public @Nullable String clientAddress() {
		InetSocketAddress client = request().getRemoteAddress();
		if (client == null) {
			return null;
		}
		return (client.getAddress() != null) ? client.getAddress().getHostAddress() : client.getHostString();
	}

	@Override
	public int clientPort() {
		InetSocketAddress client = request().getRemoteAddress();
		return (client != null) ? client.getPort() : -1;
	}

	@Override
	public @Nullable String protocol() {
		Object nativeRequest = ServerHttpRequestDecorator.getNativeRequest(request());
		return (nativeRequest instanceof HttpServerRequest netty) ? netty.version().text() : null;
	}

	@Override
	public @Nullable String requestHeader(String name) {
		return switch (name) {
			case ":method" -> this.routed.method();
			case ":scheme" -> this.routed.scheme();
			case ":authority", "host" -> this.routed.authority();
			case ":path" -> this.routed.path();
			default -> this.routed.header(name);
		};
	}

	private ServerHttpRequest request() {
		return this.routed.request();
	}

}
