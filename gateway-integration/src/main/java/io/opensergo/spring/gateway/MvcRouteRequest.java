package io.opensergo.spring.gateway;

import java.net.URI;
import java.util.List;

import io.opensergo.core.context.TrafficContext;
import io.opensergo.core.route.RouteRequest;
import io.opensergo.core.rule.TrafficLane;
import org.jspecify.annotations.Nullable;

import org.springframework.http.HttpHeaders;
import org.springframework.web.servlet.function.ServerRequest;

/**
 * A request on its way through the gateway on Spring MVC, as routes read it: with its
 * lane, which is written into the header only when it leaves.
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
		if (name.equals(TrafficLane.DEFAULT_TRAFFIC_HEADER)
				&& this.request.attributes().get(TrafficContext.CARRIER_KEY) instanceof TrafficContext context) {
			return context.lane();
		}
		List<String> values = this.request.headers().header(name);
		if (values.isEmpty()) {
			return null;
		}
		return (values.size() == 1) ? values.get(0) : String.join(",", values);
	}

}
