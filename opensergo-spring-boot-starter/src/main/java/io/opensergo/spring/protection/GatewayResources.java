package io.opensergo.spring.protection;

import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

import io.opensergo.spring.sentinel.http.InboundNames;
import io.opensergo.spring.sentinel.webflux.ReactiveResources;
import org.jspecify.annotations.Nullable;

import org.springframework.cloud.gateway.route.Route;
import org.springframework.cloud.gateway.support.ServerWebExchangeUtils;
import org.springframework.web.server.ServerWebExchange;

/**
 * Names the resources of Spring Cloud Gateway on WebFlux: the id of the route, as
 * Sentinel's own adapter does, and within it the method and the path predicate that
 * matched, for example {@code GET:/orders/**}. Requests that the application handles
 * itself have the names of WebFlux. Safe for all threads.
 */
public final class GatewayResources implements ReactiveResources {

	private final boolean routes;

	private final ReactiveResources others = ReactiveResources.byPattern();

	private final InboundNames patterns = new InboundNames();

	private final Map<String, Map<List<String>, List<String>>> names = new ConcurrentHashMap<>();

	/**
	 * Creates an instance.
	 * @param routes whether routes are resources; {@code false} where something else
	 * enters them
	 */
	public GatewayResources(boolean routes) {
		this.routes = routes;
	}

	@Override
	public List<String> of(ServerWebExchange exchange) {
		if (!(exchange.getAttribute(ServerWebExchangeUtils.GATEWAY_ROUTE_ATTR) instanceof Route route)) {
			return this.others.of(exchange);
		}
		String pattern = pattern(exchange, route);
		List<String> inner = (pattern != null) ? this.patterns.of(exchange.getRequest().getMethod().name(), pattern)
				: List.of();
		if (!this.routes) {
			return inner;
		}
		return this.names.computeIfAbsent(route.getId(), (id) -> new ConcurrentHashMap<>())
			.computeIfAbsent(inner,
					(key) -> inner.isEmpty() ? List.of(route.getId()) : List.of(route.getId(), inner.get(0)));
	}

	/**
	 * The predicate may be that of a route that was tried before.
	 */
	private static @Nullable String pattern(ServerWebExchange exchange, Route route) {
		return route.getId()
			.equals(exchange.getAttribute(ServerWebExchangeUtils.GATEWAY_PREDICATE_MATCHED_PATH_ROUTE_ID_ATTR))
					? exchange.getAttribute(ServerWebExchangeUtils.GATEWAY_PREDICATE_MATCHED_PATH_ATTR) : null;
	}

}
