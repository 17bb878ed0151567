package io.opensergo.spring.gateway;

import java.net.URI;
import java.util.List;

import io.opensergo.core.route.RouteRequest;
import org.jspecify.annotations.Nullable;

import org.springframework.http.HttpHeaders;
import org.springframework.web.servlet.function.ServerRequest;

/**
 * A request on its way through the gateway on Spring MVC, as routes read it.
 *
 * @param request the request
 */
record MvcRouteRequest(ServerRequest request) implements RouteRequest {

	@Override
	public @Nullable String method() {
		return this.request.method().name();
	}

	@Override
	public @Nullable String scheme() {
		return this.request.uri().getScheme();
	}

	@Override
	public @Nullable String authority() {
		String host = this.request.headers().firstHeader(HttpHeaders.HOST);
		return (host != null) ? host : this.request.uri().getRawAuthority();
	}

	@Override
	public @Nullable String path() {
		URI uri = this.request.uri();
		return (uri.getRawQuery() != null) ? uri.getRawPath() + "?" + uri.getRawQuery() : uri.getRawPath();
	}

	@Override
	public @Nullable String header(String name) {
		List<String> values = this.request.headers().header(name);
		if (values.isEmpty()) {
			return null;
		}
		return (values.size() == 1) ? values.get(0) : String.join(",", values);
	}

}
