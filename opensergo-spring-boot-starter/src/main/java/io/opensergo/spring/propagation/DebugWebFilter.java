package io.opensergo.spring.propagation;

import java.util.List;

import io.opensergo.core.context.TrafficContext;
import io.opensergo.spring.gateway.GatewayDecision;
import reactor.core.publisher.Mono;

import org.springframework.core.Ordered;
import org.springframework.http.server.reactive.ServerHttpResponse;
import org.springframework.web.server.ServerWebExchange;
import org.springframework.web.server.WebFilter;
import org.springframework.web.server.WebFilterChain;

/**
 * Answers holders of the debug token with the lane of a reactive request, and marks the
 * request for a gateway, which says more.
 */
public final class DebugWebFilter implements WebFilter, Ordered {

	/**
	 * After the lane has been decided.
	 */
	public static final int ORDER = TrafficContextWebFilter.ORDER + 1;

	private final DebugToken token;

	/**
	 * Creates a filter.
	 * @param token the token
	 */
	public DebugWebFilter(DebugToken token) {
		this.token = token;
	}

	@Override
	public int getOrder() {
		return ORDER;
	}

	@Override
	public Mono<Void> filter(ServerWebExchange exchange, WebFilterChain chain) {
		List<String> values = exchange.getRequest().getHeaders().get(DebugToken.HEADER);
		if (values == null) {
			return chain.filter(exchange);
		}
		if (this.token.isIn(values)) {
			exchange.getAttributes().put(GatewayDecision.DEBUG_ATTRIBUTE, true);
			TrafficContext context = exchange.getAttribute(TrafficContext.CARRIER_KEY);
			String lane = (context != null && context.lane() != null) ? context.lane() : DebugToken.NO_LANE;
			ServerHttpResponse response = exchange.getResponse();
			response
				.beforeCommit(() -> Mono.fromRunnable(() -> response.getHeaders().set(DebugToken.LANE_HEADER, lane)));
		}
		return chain.filter(exchange.mutate()
			.request((request) -> request.headers((headers) -> headers.remove(DebugToken.HEADER)))
			.build());
	}

}
