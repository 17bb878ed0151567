package io.opensergo.core.route;

import java.util.List;
import java.util.random.RandomGenerator;

import io.opensergo.core.rule.RouteConfiguration;
import io.opensergo.core.rule.RouteConfiguration.VirtualHost;
import org.jspecify.annotations.Nullable;

/**
 * Route configurations as a proxy reads them: the authority of a request picks the
 * virtual host, and the routes of that one alone decide.
 *
 * @see <a href=
 * "https://www.envoyproxy.io/docs/envoy/latest/api-v3/config/route/v3/route_components.proto#config-route-v3-virtualhost">Envoy:
 * VirtualHost</a>
 */
public final class HostRouter {

	private final DomainIndex<RouteList> virtualHosts;

	private final boolean ignorePort;

	private HostRouter(DomainIndex<RouteList> virtualHosts, boolean ignorePort) {
		this.virtualHosts = virtualHosts;
		this.ignorePort = ignorePort;
	}

	/**
	 * Compiles route configurations.
	 * @param configurations the configurations; of equal domains the first one wins
	 * @param caller the workload that calls
	 * @return the router
	 */
	public static HostRouter of(List<RouteConfiguration> configurations, Caller caller) {
		DomainIndex.Builder<RouteList> domains = new DomainIndex.Builder<>((domain, ignored) -> {
		});
		boolean ignorePort = false;
		for (RouteConfiguration configuration : configurations) {
			ignorePort |= configuration.ignorePortInHostMatching();
			for (VirtualHost virtualHost : configuration.virtualHosts()) {
				RouteList routes = RouteList.compile(configuration.id(), virtualHost.routes(), caller);
				virtualHost.domains().forEach((domain) -> domains.add(domain, routes));
			}
		}
		return new HostRouter(domains.build(), ignorePort);
	}

	/**
	 * The decision for a request.
	 * @param request the request
	 * @param random the source of the one draw that a weighted route makes
	 * @return the decision
	 */
	public RouteDecision decide(RouteRequest request, RandomGenerator random) {
		String authority = request.authority();
		RouteList routes = (authority != null) ? find(authority) : null;
		if (routes == null) {
			return new RouteDecision.NoRoute(null, "no virtual host has the domain '" + authority + "'");
		}
		return routes.decide(request, random.nextDouble());
	}

	/**
	 * What each route of the virtual host says of a request, for people who ask why.
	 * @param request the request
	 * @param random the source of the draw
	 * @return the routes in order, up to the one that matches; empty when no virtual host
	 * has the authority
	 */
	public List<RouteTrace> trace(RouteRequest request, RandomGenerator random) {
		String authority = request.authority();
		RouteList routes = (authority != null) ? find(authority) : null;
		return (routes != null) ? routes.trace(request, random.nextDouble()) : List.of();
	}

	private @Nullable RouteList find(String authority) {
		return this.virtualHosts.find(this.ignorePort ? RequestPort.hostOf(authority) : authority);
	}

}
