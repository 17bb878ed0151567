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
import io.opensergo.core.route.RouteDecision.Otherwise;
import io.opensergo.core.route.RouteDecision.RedirectTo;
import io.opensergo.core.route.RouteDecision.Respond;
import io.opensergo.core.route.RouteTable;
import io.opensergo.core.route.RoutedCall;
import io.opensergo.core.route.UsedDestination;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Scheduler;

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

	private final ExchangeActions actions;

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
	 * @param scheduler the time of delays and timeouts
	 * @param mirrors sends copies of requests, {@code null} to send none
	 */
	public TrafficRouteFilter(RuleEngine engine, ContextHeaders headers, HeaderAccess<HttpHeaders> access,
			RandomGenerator random, RoutingFailures failures, Predicate<String> lanePropagatingHosts,
			Consumer<String> calledServices, Scheduler scheduler, @Nullable RequestMirrors mirrors) {
		this.engine = engine;
		this.headers = new ExchangeHeaders(headers, access);
		this.random = random;
		this.failures = failures;
		this.lanePropagatingHosts = lanePropagatingHosts;
		this.calledServices = calledServices;
		this.actions = new ExchangeActions(random, scheduler, failures, mirrors);
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
		GatewayRouteRequest request = new GatewayRouteRequest(tagged.getRequest(), target);
		RoutedCall call = decide(tagged, target.getHost(), request);
		if (call == null) {
			return chain.filter(tagged);
		}
		RouteDecision decision = call.decision();
		tagged.getAttributes().put(RoutedCall.ATTRIBUTE, call);
		if (decision instanceof Forward forward) {
			tagged.getAttributes().put(UsedDestination.ATTRIBUTE, new UsedDestination(forward.chosen()));
			InetSocketAddress client = tagged.getRequest().getRemoteAddress();
			if (client != null) {
				tagged.getAttributes().put(BalancedRequest.CLIENT_ADDRESS_ATTRIBUTE, client);
			}
			redirectToChosenService(tagged, target, forward);
			return this.actions.forward(tagged, chain, call, forward, request);
		}
		if (decision instanceof Respond respond) {
			return this.actions.respond(tagged, respond, request);
		}
		if (decision instanceof RedirectTo redirect) {
			return this.actions.redirect(tagged, redirect, request);
		}
		return Mono.error(new ResponseStatusException(HttpStatus.NOT_FOUND, decision.reason()));
	}

	private @Nullable RoutedCall decide(ServerWebExchange exchange, String service, GatewayRouteRequest request) {
		this.calledServices.accept(service);
		try {
			CompiledRules rules = this.engine.current();
			String host = RuleRoutes.hostOf(exchange);
			return (host != null) ? VirtualHostDecision.of(rules, host, request, this.random)
					: decide(rules.routes(service), service, request);
		}
		catch (RuntimeException ex) {
			this.failures.failed(service, ex);
			return null;
		}
	}

	/**
	 * Asks the routes of a service; where a permissive lane may have no instance, also
	 * what they say without the lane.
	 */
	private RoutedCall decide(RouteTable routes, String service, GatewayRouteRequest request) {
		RouteDecision decision = routes.decide(request, this.random);
		boolean permissive = decision instanceof Forward forward
				&& forward.otherwise() == Otherwise.ROUTES_WITHOUT_LANE;
		return new RoutedCall(service, decision, permissive ? routes.decideWithoutLane(request, this.random) : null);
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
