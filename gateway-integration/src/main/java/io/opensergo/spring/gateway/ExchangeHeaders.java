package io.opensergo.spring.gateway;

import java.util.function.Consumer;

import io.opensergo.core.context.ContextHeaders;
import io.opensergo.core.context.HeaderAccess;
import io.opensergo.core.context.TrafficContext;

import org.springframework.http.HttpHeaders;
import org.springframework.web.server.ServerWebExchange;

/**
 * The context on the request that leaves the gateway. A request is copied only when it
 * has to change.
 *
 * @param headers writes what a request carries
 * @param access how headers are written
 */
record ExchangeHeaders(ContextHeaders headers, HeaderAccess<HttpHeaders> access) {

	/**
	 * The exchange with its context on the request; a lane that a filter of the route set
	 * wins over that of the context.
	 */
	ServerWebExchange written(ServerWebExchange exchange) {
		TrafficContext context = exchange.getAttribute(TrafficContext.CARRIER_KEY);
		if (!this.headers.concerns(context, exchange.getRequest().getHeaders(), this.access)) {
			return exchange;
		}
		return changed(exchange, (headers) -> this.headers.write(context, headers, this.access));
	}

	/**
	 * The exchange without a lane on the request, which leaves for a host that must not
	 * learn of it.
	 */
	ServerWebExchange removed(ServerWebExchange exchange) {
		if (!this.headers.isMarked(exchange.getRequest().getHeaders(), this.access)) {
			return exchange;
		}
		return changed(exchange, (headers) -> this.headers.remove(headers, this.access));
	}

	private static ServerWebExchange changed(ServerWebExchange exchange, Consumer<HttpHeaders> change) {
		return exchange.mutate().request((request) -> request.headers(change)).build();
	}

}
