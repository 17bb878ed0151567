package io.opensergo.spring.gateway;

import io.opensergo.core.engine.RuleEngine;
import reactor.core.publisher.Mono;

import org.springframework.cloud.gateway.handler.RoutePredicateHandlerMapping;
import org.springframework.cloud.gateway.route.Route;
import org.springframework.cloud.gateway.support.ServerWebExchangeUtils;
import org.springframework.core.Ordered;
import org.springframework.http.HttpHeaders;
import org.springframework.web.cors.reactive.CorsUtils;
import org.springframework.web.reactive.HandlerMapping;
import org.springframework.web.server.ServerWebExchange;
import org.springframework.web.server.WebHandler;

/**
 * Lets preflight requests through to the route of a service whose rules have a CORS
 * policy. Spring WebFlux only asks for the handlers of a preflight request and calls none
 * of them, so that the route is called here; for all other services it still answers by
 * the CORS configuration of the application.
 */
public final class PreflightHandlerMapping implements HandlerMapping, Ordered {

	/**
	 * Right before the routes of the gateway.
	 */
	public static final int ORDER = 0;

	private final RoutePredicateHandlerMapping routes;

	private final RuleEngine engine;

	/**
	 * Creates a mapping.
	 * @param routes the routes of the gateway
	 * @param engine the rules
	 */
	public PreflightHandlerMapping(RoutePredicateHandlerMapping routes, RuleEngine engine) {
		this.routes = routes;
		this.engine = engine;
	}

	@Override
	public int getOrder() {
		return ORDER;
	}

	@Override
	public Mono<Object> getHandler(ServerWebExchange exchange) {
		if (!CorsUtils.isPreFlightRequest(exchange.getRequest())) {
			return Mono.empty();
		}
		ServerWebExchange asked = exchange.mutate().request((request) -> request.headers((headers) -> {
			headers.remove(HttpHeaders.ORIGIN);
			headers.remove(HttpHeaders.ACCESS_CONTROL_REQUEST_METHOD);
		})).build();
		return this.routes.getHandler(asked)
			.filter((handler) -> handler instanceof WebHandler && hasCorsPolicies(exchange))
			.flatMap((handler) -> ((WebHandler) handler).handle(exchange).thenReturn(handler));
	}

	private boolean hasCorsPolicies(ServerWebExchange exchange) {
		Route route = exchange.getAttribute(ServerWebExchangeUtils.GATEWAY_ROUTE_ATTR);
		if (route == null || !"lb".equals(route.getUri().getScheme()) || route.getUri().getHost() == null) {
			return false;
		}
		String host = RuleRoutes.hostOf(exchange);
		return this.engine.current().routes((host != null) ? host : route.getUri().getHost()).hasCorsPolicies();
	}

}
