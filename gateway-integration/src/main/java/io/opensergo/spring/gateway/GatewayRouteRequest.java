package io.opensergo.spring.gateway;

import java.net.URI;
import java.util.List;

import io.opensergo.core.route.RouteRequest;
import org.jspecify.annotations.Nullable;

import org.springframework.http.HttpHeaders;
import org.springframework.http.server.reactive.ServerHttpRequest;

/**
 * A request on its way through the gateway, its context written: the path as the service
 * will see it, the authority as the client called it.
 *
 * @param request the request after the filters of its route
 * @param target the URL that it goes to
 */
record GatewayRouteRequest(ServerHttpRequest request, URI target) implements RouteRequest {

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
	public String path() {
		return pathOf(this.target);
	}

	static String pathOf(URI url) {
		String path = url.getRawPath();
		String rooted = (path == null || path.isEmpty()) ? "/" : path;
		return (url.getRawQuery() != null) ? rooted + "?" + url.getRawQuery() : rooted;
	}

	@Override
	public @Nullable String header(String name) {
		List<String> values = this.request.getHeaders().get(name);
		if (values == null || values.isEmpty()) {
			return null;
		}
		return (values.size() == 1) ? values.get(0) : String.join(",", values);
	}

}
