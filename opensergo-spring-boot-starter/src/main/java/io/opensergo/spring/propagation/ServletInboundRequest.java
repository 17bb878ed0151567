package io.opensergo.spring.propagation;

import java.net.InetAddress;

import io.opensergo.core.lane.InboundRequest;
import jakarta.servlet.http.Cookie;
import jakarta.servlet.http.HttpServletRequest;
import org.jspecify.annotations.Nullable;

import org.springframework.http.HttpHeaders;

/**
 * A servlet request as the entry rules read it.
 *
 * @param request the request
 * @param coloring knows whose forwarded headers count
 */
record ServletInboundRequest(HttpServletRequest request, InboundColoring coloring) implements InboundRequest {

	@Override
	public @Nullable String method() {
		return this.request.getMethod();
	}

	@Override
	public @Nullable String scheme() {
		return this.request.getScheme();
	}

	@Override
	public @Nullable String authority() {
		String host = this.request.getHeader(HttpHeaders.HOST);
		return (host != null) ? host : this.request.getServerName();
	}

	@Override
	public @Nullable String path() {
		String query = this.request.getQueryString();
		return (query != null) ? this.request.getRequestURI() + "?" + query : this.request.getRequestURI();
	}

	@Override
	public @Nullable String header(String name) {
		return InboundTag.joined(InboundTag.listOf(this.request.getHeaders(name)));
	}

	@Override
	public @Nullable String cookie(String name) {
		Cookie[] cookies = this.request.getCookies();
		if (cookies == null) {
			return null;
		}
		for (Cookie cookie : cookies) {
			if (cookie.getName().equals(name)) {
				return cookie.getValue();
			}
		}
		return null;
	}

	@Override
	public @Nullable InetAddress remoteAddress() {
		return this.coloring.client(IpLiteral.parse(this.request.getRemoteAddr()),
				TrafficContextFilter.peer(this.request));
	}

}
