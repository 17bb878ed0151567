package io.opensergo.spring.gateway;

import java.net.URI;

import io.opensergo.core.route.UsedDestination;
import reactor.core.publisher.Mono;

import org.springframework.cloud.gateway.filter.GatewayFilterChain;
import org.springframework.cloud.gateway.filter.GlobalFilter;
import org.springframework.cloud.gateway.filter.ReactiveLoadBalancerClientFilter;
import org.springframework.cloud.gateway.support.ServerWebExchangeUtils;
import org.springframework.core.Ordered;
import org.springframework.web.server.ServerWebExchange;
import org.springframework.web.util.UriComponentsBuilder;

/**
 * What a rule says of one try, after its instance was chosen: the port, and how long it
 * may take. The load balancer hears of a try that took too long as of one that failed.
 */
public final class UpstreamCallFilter implements GlobalFilter, Ordered {

	/**
	 * Right after the load balancer and its cookie.
	 */
	public static final int ORDER = ReactiveLoadBalancerClientFilter.LOAD_BALANCER_CLIENT_FILTER_ORDER + 2;

	@Override
	public int getOrder() {
		return ORDER;
	}

	@Override
	public Mono<Void> filter(ServerWebExchange exchange, GatewayFilterChain chain) {
		UsedDestination used = exchange.getAttribute(UsedDestination.ATTRIBUTE);
		Integer port = (used != null) ? used.port() : null;
		if (port != null) {
			URI url = exchange.getRequiredAttribute(ServerWebExchangeUtils.GATEWAY_REQUEST_URL_ATTR);
			exchange.getAttributes()
				.put(ServerWebExchangeUtils.GATEWAY_REQUEST_URL_ATTR,
						UriComponentsBuilder.fromUri(url).port(port).build(true).toUri());
		}
		UpstreamCall call = exchange.getAttribute(UpstreamCall.ATTRIBUTE);
		return (call != null) ? call.limited(exchange, chain.filter(exchange)) : chain.filter(exchange);
	}

}
