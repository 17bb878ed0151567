package io.opensergo.spring.gateway;

import java.util.List;
import java.util.Optional;
import java.util.random.RandomGenerator;

import io.opensergo.core.engine.RoutingFailures;
import io.opensergo.core.engine.RuleEngine;
import io.opensergo.core.engine.VirtualHostDecision;
import io.opensergo.core.match.Authority;
import io.opensergo.core.route.DomainIndex;
import io.opensergo.core.route.GatewayHost;
import io.opensergo.core.route.HostNames;
import io.opensergo.core.route.RouteDecision;
import io.opensergo.core.route.RouteDecision.Forward;
import io.opensergo.core.route.RouteDecision.RedirectTo;
import io.opensergo.core.route.RouteDecision.Respond;
import io.opensergo.core.route.RoutedCall;
import io.opensergo.core.route.UsedDestination;
import io.opensergo.core.rule.TrafficRouter;
import io.opensergo.core.source.RuleSnapshot;
import org.jspecify.annotations.Nullable;

import org.springframework.cloud.gateway.server.mvc.filter.LoadBalancerFilterFunctions;
import org.springframework.cloud.gateway.server.mvc.handler.HandlerFunctions;
import org.springframework.core.Ordered;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.web.server.ResponseStatusException;
import org.springframework.web.servlet.function.HandlerFunction;
import org.springframework.web.servlet.function.RouterFunction;
import org.springframework.web.servlet.function.ServerRequest;
import org.springframework.web.servlet.function.ServerResponse;

/**
 * Routes of Spring Cloud Gateway on Spring MVC that come from rules: one for each host of
 * a TrafficRouter that names this gateway. There is no filter for all routes here, so the
 * route takes the decision itself and hands it to the load balancer. Safe for all
 * threads.
 */
public final class MvcRuleRoutes implements RouterFunction<ServerResponse>, Ordered {

	private final RuleEngine engine;

	private final RandomGenerator random;

	private final RoutingFailures failures;

	private volatile @Nullable DomainIndex<GatewayHost> hosts;

	/**
	 * Creates routes of no rules.
	 * @param engine the rules
	 * @param random the source of draws of weighted routes, safe for all threads
	 * @param failures where failures are counted and logged
	 */
	public MvcRuleRoutes(RuleEngine engine, RandomGenerator random, RoutingFailures failures) {
		this.engine = engine;
		this.random = random;
		this.failures = failures;
	}

	/**
	 * After the routes of the application.
	 */
	@Override
	public int getOrder() {
		return LOWEST_PRECEDENCE;
	}

	/**
	 * Takes the routes of a snapshot, after the engine has it.
	 * @param snapshot the rules
	 */
	public void apply(RuleSnapshot snapshot) {
		List<GatewayHost> next = GatewayHost.of(snapshot.rules(TrafficRouter.class), this.engine.caller());
		DomainIndex.Builder<GatewayHost> index = new DomainIndex.Builder<>((name, host) -> {
			// the more specific host comes first and stays
		});
		next.forEach((host) -> host.names().forEach((name) -> index.add(name, host)));
		this.hosts = next.isEmpty() ? null : index.build();
	}

	@Override
	public Optional<HandlerFunction<ServerResponse>> route(ServerRequest request) {
		DomainIndex<GatewayHost> known = this.hosts;
		String authority = (known != null) ? request.headers().firstHeader(HttpHeaders.HOST) : null;
		GatewayHost host = (known != null && authority != null) ? known.find(Authority.hostOf(authority)) : null;
		return (host != null) ? Optional.of((matched) -> handle(matched, host)) : Optional.empty();
	}

	private ServerResponse handle(ServerRequest request, GatewayHost host) throws Exception {
		RoutedCall call = decide(request, host);
		if (call == null) {
			return forward(request, host.service());
		}
		request.attributes().put(RoutedCall.ATTRIBUTE, call);
		RouteDecision decision = call.decision();
		if (decision instanceof Forward forward) {
			request.attributes().put(UsedDestination.ATTRIBUTE, new UsedDestination(forward.chosen()));
			return forward(request, HostNames.serviceOf(forward.chosen().host()));
		}
		if (decision instanceof Respond || decision instanceof RedirectTo) {
			throw new ResponseStatusException(HttpStatus.NOT_IMPLEMENTED,
					"this gateway neither redirects nor answers by itself");
		}
		throw new ResponseStatusException(HttpStatus.NOT_FOUND, decision.reason());
	}

	private @Nullable RoutedCall decide(ServerRequest request, GatewayHost host) {
		try {
			return VirtualHostDecision.of(this.engine.current(), host.host(), new MvcRouteRequest(request),
					this.random);
		}
		catch (RuntimeException ex) {
			this.failures.failed(host.host(), ex);
			return null;
		}
	}

	private static ServerResponse forward(ServerRequest request, @Nullable String service) throws Exception {
		if (service == null) {
			throw new ResponseStatusException(HttpStatus.SERVICE_UNAVAILABLE);
		}
		return LoadBalancerFilterFunctions.lb(service).filter(request, HandlerFunctions.http());
	}

}
