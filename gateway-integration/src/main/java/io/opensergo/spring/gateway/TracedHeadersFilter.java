package io.opensergo.spring.gateway;

import io.opensergo.core.context.ContextHeaders;
import io.opensergo.core.context.HeaderAccess;
import io.opensergo.core.context.TrafficContext;

import org.springframework.cloud.gateway.filter.headers.HttpHeadersFilter;
import org.springframework.core.Ordered;
import org.springframework.http.HttpHeaders;
import org.springframework.web.server.ServerWebExchange;

/**
 * Brings the baggage in line with the lane once more right before a request leaves Spring
 * Cloud Gateway on WebFlux: tracing replaces that header after {@link TrafficRouteFilter}
 * has written it. To be registered after the filters of the gateway.
 */
public final class TracedHeadersFilter implements HttpHeadersFilter, Ordered {

	/**
	 * The attribute of an exchange that tells whether its request may carry a lane.
	 */
	static final String LANE_ATTRIBUTE = TracedHeadersFilter.class.getName() + ".lane";

	private final ContextHeaders headers;

	private final HeaderAccess<HttpHeaders> access;

	/**
	 * Creates a filter.
	 * @param headers writes what requests carry
	 * @param access how headers are written
	 */
	public TracedHeadersFilter(ContextHeaders headers, HeaderAccess<HttpHeaders> access) {
		this.headers = headers;
		this.access = access;
	}

	@Override
	public int getOrder() {
		return LOWEST_PRECEDENCE;
	}

	@Override
	public HttpHeaders filter(HttpHeaders input, ServerWebExchange exchange) {
		if (!Boolean.TRUE.equals(exchange.getAttribute(LANE_ATTRIBUTE))) {
			return this.headers.isMarked(input, this.access) ? removed(input) : input;
		}
		TrafficContext context = exchange.getAttribute(TrafficContext.CARRIER_KEY);
		if (!this.headers.concerns(context, input, this.access)) {
			return input;
		}
		HttpHeaders output = HttpHeaders.copyOf(input);
		this.headers.write(context, output, this.access);
		return output;
	}

	private HttpHeaders removed(HttpHeaders input) {
		HttpHeaders output = HttpHeaders.copyOf(input);
		this.headers.remove(output, this.access);
		return output;
	}

}
