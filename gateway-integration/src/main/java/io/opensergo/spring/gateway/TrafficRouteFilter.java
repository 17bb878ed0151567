package io.opensergo.spring.gateway;

import java.net.InetSocketAddress;
import java.net.URI;
import java.util.function.Consumer;
import java.util.function.Predicate;
import java.util.random.RandomGenerator;

import io.opensergo.core.balance.BalancedRequest;
import io.opensergo.core.context.ContextHeaders;
import io.opensergo.core.context.HeaderAccess;
import io.opensergo.core.engine.CompiledRules;
import io.opensergo.core.engine.RoutingFailures;
import io.opensergo.core.engine.RuleEngine;
import io.opensergo.core.engine.VirtualHostDecision;
import io.opensergo.core.route.HostNames;
import io.opensergo.core.route.RouteDecision;
import io.opensergo.core.route.RouteDecision.Forward;
import io.opensergo.core.route.RouteDecision.NoRoute;
import io.opensergo.core.route.RouteDecision.RedirectTo;
import io.opensergo.core.route.RouteDecision.Respond;
import io.opensergo.core.route.RoutedCall;
import io.opensergo.core.route.UsedDestination;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;

import org.springframework.cloud.gateway.filter.GatewayFilterChain;
import org.springframework.cloud.gateway.filter.GlobalFilter;
import org.springframework.cloud.gateway.filter.ReactiveLoadBalancerClientFilter;
import org.springframework.cloud.gateway.support.ServerWebExchangeUtils;
import org.springframework.core.Ordered;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.web.server.ResponseStatusException;
import org.springframework.web.server.ServerWebExchange;

/**
 * Asks the rules where a request goes, once, when its route has named a load-balanced
 * service and before the load balancer is asked, and writes the lane on the request.
 * Requests that leave for hosts outside of the chain lose the lane unless the host is
 * allowed to see it.
 *
 * <p>
 * The routes, filters and predicates of the application stay as they are. When the engine
 * fails, the request goes as without rules and the failure is counted.
 */
public final class TrafficRouteFilter implements GlobalFilter, Ordered {

	/**
	 * Right before the load balancer, after the route has been turned into a URL.
	 */
	public static final int ORDER = ReactiveLoadBalancerClientFilter.LOAD_BALANCER_CLIENT_FILTER_ORDER - 1;

	private static final String LOAD_BALANCED = "lb";

	private final RuleEngine engine;

	private final ExchangeHeaders headers;

	private final RandomGenerator random;

	private final RoutingFailures failures;

	private final Predicate<String> lanePropagatingHosts;

	private final Consumer<String> calledServices;

	/**
	 * Creates a filter.
	 * @param engine the rules
	 * @param headers writes what requests carry
	 * @param access how headers are written
	 * @param random the source of draws of weighted routes, safe for all threads
	 * @param failures where failures are counted and logged
	 * @param lanePropagatingHosts the hosts, besides load-balanced services, that may see
	 * the lane
	 * @param calledServices is told each service whose routes are asked; must not block
	 * and must be cheap for services that it knows
	 */
	public TrafficRouteFilter(RuleEngine engine, ContextHeaders headers, HeaderAccess<HttpHeaders> access,
			RandomGenerator random, RoutingFailures failures, Predicate<String> lanePropagatingHosts,
			Consumer<String> calledServices) {
		this.engine = engine;
		this.headers = new ExchangeHeaders(headers, access);
		this.random = random;
		this.failures = failures;
		this.lanePropagatingHosts = lanePropagatingHosts;
		this.calledServices = calledServices;
	}

	@Override
	public int getOrder() {
		return ORDER;
	}

	@Override
	public Mono<Void> filter(ServerWebExchange exchange, GatewayFilterChain chain) {
		URI target = exchange.getAttribute(ServerWebExchangeUtils.GATEWAY_REQUEST_URL_ATTR);
		if (target == null || target.getHost() == null) {
			return chain.filter(exchange);
		}
		boolean loadBalanced = isLoadBalanced(exchange, target);
		boolean maySeeLane = loadBalanced || this.lanePropagatingHosts.test(target.getHost());
		exchange.getAttributes().put(TracedHeadersFilter.LANE_ATTRIBUTE, maySeeLane);
		if (!maySeeLane) {
			return chain.filter(this.headers.removed(exchange));
		}
		ServerWebExchange written = this.headers.written(exchange);
		return loadBalanced ? route(written, chain, target) : chain.filter(written);
	}

	private static boolean isLoadBalanced(ServerWebExchange exchange, URI target) {
		return LOAD_BALANCED.equals(target.getScheme())
				|| LOAD_BALANCED.equals(exchange.getAttribute(ServerWebExchangeUtils.GATEWAY_SCHEME_PREFIX_ATTR));
	}

	private Mono<Void> route(ServerWebExchange tagged, GatewayFilterChain chain, URI target) {
		RoutedCall call = decide(tagged, target);
		RouteDecision decision = (call != null) ? call.decision() : null;
		if (call != null) {
			tagged.getAttributes().put(RoutedCall.ATTRIBUTE, call);
		}
		if (decision instanceof Forward forward) {
			tagged.getAttributes().put(UsedDestination.ATTRIBUTE, new UsedDestination(forward.chosen()));
			InetSocketAddress client = tagged.getRequest().getRemoteAddress();
			if (client != null) {
				tagged.getAttributes().put(BalancedRequest.CLIENT_ADDRESS_ATTRIBUTE, client);
			}
			redirectToChosenService(tagged, target, forward);
		}
		else if (decision instanceof NoRoute noRoute) {
			return Mono.error(new ResponseStatusException(HttpStatus.NOT_FOUND, noRoute.reason()));
		}
		else if (decision instanceof Respond respond) {
			return DirectAnswer.respond(tagged, respond.response());
		}
		else if (decision instanceof RedirectTo redirectTo && DirectAnswer.canRedirect(redirectTo.redirect())) {
			return DirectAnswer.redirect(tagged, redirectTo.redirect());
		}
		return chain.filter(tagged);
	}

	private @Nullable RoutedCall decide(ServerWebExchange exchange, URI target) {
		String service = target.getHost();
		this.calledServices.accept(service);
		GatewayRouteRequest request = new GatewayRouteRequest(exchange.getRequest(), target);
		try {
			CompiledRules rules = this.engine.current();
			String host = RuleRoutes.hostOf(exchange);
			return (host != null) ? VirtualHostDecision.of(rules, host, request, this.random)
					: new RoutedCall(service, rules.routes(service).decide(request, this.random));
		}
		catch (RuntimeException ex) {
			this.failures.failed(service, ex);
			return null;
		}
	}

	/**
	 * The load balancer of the service that is really called has the settings for it.
	 */
	private static void redirectToChosenService(ServerWebExchange exchange, URI target, Forward forward) {
		String chosen = HostNames.serviceOf(forward.chosen().host());
		if (chosen.equalsIgnoreCase(target.getHost())) {
			return;
		}
		StringBuilder url = new StringBuilder(target.getScheme()).append("://").append(chosen);
		url.append(target.getRawPath());
		if (target.getRawQuery() != null) {
			url.append('?').append(target.getRawQuery());
		}
		exchange.getAttributes().put(ServerWebExchangeUtils.GATEWAY_REQUEST_URL_ATTR, URI.create(url.toString()));
	}

}
