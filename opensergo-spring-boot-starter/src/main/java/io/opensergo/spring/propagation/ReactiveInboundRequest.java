package io.opensergo.spring.propagation;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;

import io.opensergo.core.lane.InboundRequest;
import org.jspecify.annotations.Nullable;

import org.springframework.http.HttpCookie;
import org.springframework.http.HttpHeaders;
import org.springframework.http.server.reactive.ServerHttpRequest;

/**
 * A reactive request as the entry rules read it.
 *
 * @param request the request
 * @param coloring knows whose forwarded headers count
 */
record ReactiveInboundRequest(ServerHttpRequest request, InboundColoring coloring) implements InboundRequest {

	@Override
	public @Nullable String method() {
		return this.request.getMethod().name();
	}

	@Override
	public @Nullable String scheme() {
		return this.request.getURI().getScheme();
	}

	@Override
	public @Nullable String authority() {
		String host = this.request.getHeaders().getFirst(HttpHeaders.HOST);
		return (host != null) ? host : this.request.getURI().getRawAuthority();
	}

	@Override
	public @Nullable String path() {
		URI uri = this.request.getURI();
		return (uri.getRawQuery() != null) ? uri.getRawPath() + "?" + uri.getRawQuery() : uri.getRawPath();
	}

	@Override
	public @Nullable String header(String name) {
		return InboundTag.joined(this.request.getHeaders().get(name));
	}

	@Override
	public @Nullable String cookie(String name) {
		HttpCookie cookie = this.request.getCookies().getFirst(name);
		return (cookie != null) ? cookie.getValue() : null;
	}

	@Override
	public @Nullable InetAddress remoteAddress() {
		return this.coloring.client(forwardedAddress(), ConnectionPeer.of(this.request));
	}

	private @Nullable InetAddress forwardedAddress() {
		InetSocketAddress address = this.request.getRemoteAddress();
		if (address == null) {
			return null;
		}
		// An address of a forwarded header comes unresolved, and may be anything.
		return address.isUnresolved() ? IpLiteral.parse(address.getHostString()) : address.getAddress();
	}

}
