package io.opensergo.spring.gateway;

import java.net.URI;
import java.util.function.Predicate;

import io.opensergo.core.context.ContextHeaders;
import io.opensergo.core.context.HeaderAccess;
import io.opensergo.core.context.TrafficContext;
import org.jspecify.annotations.Nullable;

import org.springframework.cloud.gateway.server.mvc.common.MvcUtils;
import org.springframework.cloud.gateway.server.mvc.filter.HttpHeadersFilter.RequestHttpHeadersFilter;
import org.springframework.core.Ordered;
import org.springframework.http.HttpHeaders;
import org.springframework.web.servlet.function.ServerRequest;

/**
 * Writes the context on requests that leave Spring Cloud Gateway on Spring MVC for
 * load-balanced services and for hosts that may see it, and takes the lane off all
 * others.
 *
 * @see BalancedGatewayCalls
 */
public final class GatewayRequestHeadersFilter implements RequestHttpHeadersFilter, Ordered {

	private final ContextHeaders headers;

	private final HeaderAccess<HttpHeaders> access;

	private final Predicate<String> lanePropagatingHosts;

	/**
	 * Creates a filter.
	 * @param headers writes what requests carry
	 * @param access how headers are written
	 * @param lanePropagatingHosts the hosts, besides load-balanced services, that may see
	 * the lane
	 */
	public GatewayRequestHeadersFilter(ContextHeaders headers, HeaderAccess<HttpHeaders> access,
			Predicate<String> lanePropagatingHosts) {
		this.headers = headers;
		this.access = access;
		this.lanePropagatingHosts = lanePropagatingHosts;
	}

	/**
	 * After all other filters: whatever they do to the headers, a lane leaves only for
	 * those who may see it.
	 */
	@Override
	public int getOrder() {
		return LOWEST_PRECEDENCE;
	}

	@Override
	public HttpHeaders apply(HttpHeaders input, ServerRequest request) {
		return maySeeLane(request) ? written(input, contextOf(request)) : removed(input);
	}

	private boolean maySeeLane(ServerRequest request) {
		Object target = request.attributes().get(MvcUtils.GATEWAY_REQUEST_URL_ATTR);
		if (!(target instanceof URI url)) {
			return false;
		}
		return url.equals(request.attributes().get(BalancedGatewayCalls.URL_ATTRIBUTE))
				|| (url.getHost() != null && this.lanePropagatingHosts.test(url.getHost()));
	}

	/**
	 * The context of the thread, unless a filter of the route has moved the request to
	 * another one.
	 */
	private static @Nullable TrafficContext contextOf(ServerRequest request) {
		TrafficContext current = TrafficContext.currentOrNull();
		return (current == null
				&& request.attributes().get(TrafficContext.CARRIER_KEY) instanceof TrafficContext context) ? context
						: current;
	}

	private HttpHeaders written(HttpHeaders input, @Nullable TrafficContext context) {
		if (!this.headers.concerns(context, input, this.access)) {
			return input;
		}
		HttpHeaders output = HttpHeaders.copyOf(input);
		this.headers.write(context, output, this.access);
		return output;
	}

	private HttpHeaders removed(HttpHeaders input) {
		if (!this.headers.isMarked(input, this.access)) {
			return input;
		}
		HttpHeaders output = HttpHeaders.copyOf(input);
		this.headers.remove(output, this.access);
		return output;
	}

}
