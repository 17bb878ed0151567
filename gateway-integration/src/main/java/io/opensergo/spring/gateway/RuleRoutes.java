package io.opensergo.spring.gateway;

import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import io.opensergo.core.route.Caller;
import io.opensergo.core.route.GatewayHost;
import io.opensergo.core.rule.TrafficRouter;
import io.opensergo.core.source.RuleSnapshot;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Flux;

import org.springframework.cloud.gateway.handler.predicate.PredicateDefinition;
import org.springframework.cloud.gateway.route.Route;
import org.springframework.cloud.gateway.route.RouteDefinition;
import org.springframework.cloud.gateway.route.RouteDefinitionLocator;
import org.springframework.cloud.gateway.support.ServerWebExchangeUtils;
import org.springframework.web.server.ServerWebExchange;

/**
 * Routes of Spring Cloud Gateway on WebFlux that come from rules: one for each host of a
 * TrafficRouter that names this gateway. A route only brings the request in; what is done
 * with it is decided by {@link TrafficRouteFilter}. Safe for all threads.
 */
public final class RuleRoutes implements RouteDefinitionLocator {

	/**
	 * The order of the first route: after those of the application, which have 0 unless
	 * they say otherwise.
	 */
	public static final int ORDER = 10_000;

	/**
	 * The start of the identifiers of these routes; the host follows.
	 */
	public static final String ID_PREFIX = "opensergo:";

	/**
	 * The key of the metadata of a route that holds the host whose rules decide.
	 */
	public static final String HOST_METADATA = "opensergo.host";

	/**
	 * Where a route leads that forwards nothing: its requests are answered before a load
	 * balancer is asked.
	 */
	private static final String NO_SERVICE = "none";

	private static final String ANY_HOST = "*";

	private final Caller gateway;

	private final Runnable onChange;

	private volatile List<GatewayHost> hosts = List.of();

	/**
	 * Creates routes of no rules.
	 * @param gateway this gateway
	 * @param onChange is run, on the thread of the rules, after the routes have changed
	 */
	public RuleRoutes(Caller gateway, Runnable onChange) {
		this.gateway = gateway;
		this.onChange = onChange;
	}

	/**
	 * Takes the routes of a snapshot. To be called from one thread at a time, after the
	 * engine has the snapshot.
	 * @param snapshot the rules
	 */
	public void apply(RuleSnapshot snapshot) {
		List<GatewayHost> next = GatewayHost.of(snapshot.rules(TrafficRouter.class), this.gateway);
		if (!next.equals(this.hosts)) {
			this.hosts = next;
			this.onChange.run();
		}
	}

	@Override
	public Flux<RouteDefinition> getRouteDefinitions() {
		return Flux.defer(() -> Flux.fromIterable(definitions(this.hosts)));
	}

	/**
	 * The host whose rules decide for a request that one of these routes brought in.
	 * @param exchange the exchange
	 * @return the host as the rule names it, {@code null} for any other route
	 */
	static @Nullable String hostOf(ServerWebExchange exchange) {
		Route route = exchange.getAttribute(ServerWebExchangeUtils.GATEWAY_ROUTE_ATTR);
		return (route != null && route.getMetadata().get(HOST_METADATA) instanceof String host) ? host : null;
	}

	private static List<RouteDefinition> definitions(List<GatewayHost> hosts) {
		List<RouteDefinition> definitions = new ArrayList<>(hosts.size());
		for (GatewayHost host : hosts) {
			RouteDefinition definition = new RouteDefinition();
			definition.setId(ID_PREFIX + host.host());
			definition.setOrder(ORDER + definitions.size());
			definition.setUri(URI.create("lb://" + ((host.service() != null) ? host.service() : NO_SERVICE)));
			definition.setPredicates(List.of(predicate(host)));
			definition.setMetadata(Map.of(HOST_METADATA, host.host()));
			definitions.add(definition);
		}
		return definitions;
	}

	private static PredicateDefinition predicate(GatewayHost host) {
		return new PredicateDefinition(
				host.names().stream().flatMap(RuleRoutes::patterns).collect(Collectors.joining(",", "Host=", "")));
	}

	/**
	 * The notation of the predicate: {@code **} stands for any number of labels. Clients
	 * name a port or none.
	 */
	private static Stream<String> patterns(String name) {
		if (name.equals(ANY_HOST)) {
			return Stream.of("**");
		}
		String pattern = name.startsWith(ANY_HOST) ? "*.**" + name.substring(1) : name;
		return Stream.of(pattern, pattern + ":*");
	}

}
