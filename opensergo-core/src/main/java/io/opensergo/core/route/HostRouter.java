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

	private final DomainIndex<RouteList> byAuthority;

	private final DomainIndex<RouteList> byHost;

	private HostRouter(DomainIndex<RouteList> byAuthority, DomainIndex<RouteList> byHost) {
		this.byAuthority = byAuthority;
		this.byHost = byHost;
	}

	/**
	 * Compiles route configurations.
	 * @param configurations the configurations; of equal domains the first one wins, and
	 * each says for itself whether it ignores the port
	 * @param caller the workload that calls
	 * @return the router
	 */
	public static HostRouter of(List<RouteConfiguration> configurations, Caller caller) {
		DomainIndex.Builder<RouteList> byAuthority = new DomainIndex.Builder<>((domain, ignored) -> {
		});
		DomainIndex.Builder<RouteList> byHost = new DomainIndex.Builder<>((domain, ignored) -> {
		});
		for (RouteConfiguration configuration : configurations) {
			DomainIndex.Builder<RouteList> domains = configuration.ignorePortInHostMatching() ? byHost : byAuthority;
			for (VirtualHost virtualHost : configuration.virtualHosts()) {
				RouteList routes = RouteList.compile(configuration.id(), virtualHost.routes(), caller);
				virtualHost.domains().forEach((domain) -> domains.add(domain, routes));
			}
		}
		return new HostRouter(byAuthority.build(), byHost.build());
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
		String host = RequestPort.hostOf(authority);
		return (this.byAuthority.specificity(authority) >= this.byHost.specificity(host))
				? this.byAuthority.find(authority) : this.byHost.find(host);
	}

}
