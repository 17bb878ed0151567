package io.opensergo.core.route;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

import io.opensergo.core.rule.HttpPolicies.CallerCondition;
import io.opensergo.core.rule.RuleId;
import io.opensergo.core.rule.TrafficRouter;
import org.jspecify.annotations.Nullable;

/**
 * A host that a gateway serves because a TrafficRouter names the gateway: Istio's
 * {@code gateways} of a VirtualService. Routers for every caller ({@code mesh}) make no
 * host of a gateway.
 *
 * @param rule the router
 * @param host the full name, lower case, or {@code *.suffix}, or {@code *} for all hosts
 * @param service the service of the first destination, {@code null} when the router
 * forwards nothing
 */
public record GatewayHost(RuleId rule, String host, @Nullable String service) {

	private static final String ANY = "*";

	/**
	 * The hosts of a gateway, the most specific first. Of two routers for one host the
	 * first one has it, as for every caller.
	 * @param routers all routers
	 * @param gateway the gateway
	 * @return the hosts
	 */
	public static List<GatewayHost> of(List<TrafficRouter> routers, Caller gateway) {
		Set<String> known = new HashSet<>();
		List<GatewayHost> hosts = new ArrayList<>();
		for (TrafficRouter router : routers) {
			if (names(router, gateway) && ServiceRoutes.isExported(router, gateway.namespace())) {
				String service = service(router);
				for (String host : router.hosts()) {
					String name = HostNames.resolve(host, router.metadata().namespace());
					if (known.add(name)) {
						hosts.add(new GatewayHost(router.id(), name, service));
					}
				}
			}
		}
		hosts.sort(Comparator.comparing(GatewayHost::isWildcard)
			.thenComparing((host) -> host.host().length(), Comparator.reverseOrder())
			.thenComparing(GatewayHost::host));
		return List.copyOf(hosts);
	}

	private static boolean names(TrafficRouter router, Caller gateway) {
		List<String> names = router.gateways().stream().filter((name) -> !name.equals(CallerConditions.MESH)).toList();
		return !names.isEmpty() && gateway.satisfies(new CallerCondition(Map.of(), null, names));
	}

	private static @Nullable String service(TrafficRouter router) {
		return router.http()
			.stream()
			.flatMap((route) -> route.route().stream())
			.map((destination) -> HostNames.serviceOf(destination.destination().host()))
			.findFirst()
			.orElse(null);
	}

	private boolean isWildcard() {
		return this.host.startsWith(ANY);
	}

	/**
	 * The names under which clients may call the host.
	 * @return the name itself or the wildcard; for a service of a cluster the short names
	 * too
	 */
	public List<String> names() {
		String service = HostNames.serviceOf(this.host);
		if (isWildcard() || service.equals(this.host)) {
			return List.of(this.host);
		}
		String namespaced = this.host.substring(0, this.host.indexOf('.', service.length() + 1));
		return List.of(this.host, namespaced + ".svc", namespaced, service);
	}

}
