package io.opensergo.spring.gateway;

import io.opensergo.core.context.TrafficContext;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import reactor.core.publisher.Mono;

import org.springframework.cloud.client.ServiceInstance;
import org.springframework.cloud.client.loadbalancer.Response;
import org.springframework.cloud.gateway.filter.GatewayFilterChain;
import org.springframework.cloud.gateway.filter.GlobalFilter;
import org.springframework.cloud.gateway.support.ServerWebExchangeUtils;
import org.springframework.core.Ordered;
import org.springframework.http.HttpStatusCode;
import org.springframework.http.server.reactive.ServerHttpResponse;
import org.springframework.web.server.ServerWebExchange;

/**
 * Tells how requests of Spring Cloud Gateway on WebFlux were decided: in a response
 * header to whoever may ask, and, when that is switched on, in one line of the log for
 * each request. The access log of Reactor Netty cannot show that: it sees nothing of the
 * exchange.
 */
public final class DecisionReportFilter implements GlobalFilter, Ordered {

	/**
	 * The name of the logger of the lines.
	 */
	public static final String LOGGER = "opensergo.access";

	private static final Logger accessLogger = LoggerFactory.getLogger(LOGGER);

	private static final double NANOS_PER_MILLI = 1_000_000;

	private final boolean accessLog;

	/**
	 * Creates a filter.
	 * @param accessLog whether each request writes a line
	 */
	public DecisionReportFilter(boolean accessLog) {
		this.accessLog = accessLog;
	}

	/**
	 * Around all other filters.
	 */
	@Override
	public int getOrder() {
		return HIGHEST_PRECEDENCE;
	}

	@Override
	public Mono<Void> filter(ServerWebExchange exchange, GatewayFilterChain chain) {
		if (Boolean.TRUE.equals(exchange.getAttribute(GatewayDecision.DEBUG_ATTRIBUTE))) {
			ServerHttpResponse response = exchange.getResponse();
			response.beforeCommit(() -> Mono.fromRunnable(() -> response.getHeaders()
				.set(GatewayDecision.TRACE_HEADER, decision(exchange).trace(instance(exchange)))));
		}
		if (!this.accessLog || !accessLogger.isInfoEnabled()) {
			return chain.filter(exchange);
		}
		return Mono.defer(() -> {
			long start = System.nanoTime();
			return chain.filter(exchange).doFinally((signal) -> log(exchange, System.nanoTime() - start));
		});
	}

	private static void log(ServerWebExchange exchange, long nanos) {
		GatewayDecision decision = decision(exchange);
		HttpStatusCode status = exchange.getResponse().getStatusCode();
		TrafficContext.ofLane(decision.lane())
			.run(() -> accessLogger.info(
					"method={} path={} status={} millis={} lane={} rule={} route={} destination={} fallback={} instance={}",
					exchange.getRequest().getMethod().name(), exchange.getRequest().getURI().getRawPath(),
					(status != null) ? status.value() : 0, Math.round(nanos / NANOS_PER_MILLI), lane(decision),
					decision.rule(), decision.route(), decision.destination(), decision.isFallback(),
					instance(exchange)));
	}

	private static String lane(GatewayDecision decision) {
		return (decision.lane() != null) ? decision.lane() : GatewayDecision.NONE;
	}

	private static GatewayDecision decision(ServerWebExchange exchange) {
		return GatewayDecision.of(exchange::getAttribute);
	}

	private static @Nullable String instance(ServerWebExchange exchange) {
		Object response = exchange.getAttribute(ServerWebExchangeUtils.GATEWAY_LOADBALANCER_RESPONSE_ATTR);
		return (response instanceof Response<?> chosen && chosen.getServer() instanceof ServiceInstance instance)
				? instance.getHost() + ":" + instance.getPort() : null;
	}

}
