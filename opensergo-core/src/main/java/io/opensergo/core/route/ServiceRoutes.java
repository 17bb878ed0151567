package io.opensergo.core.route;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

import io.opensergo.core.rule.Rejection;
import io.opensergo.core.rule.RouteConfiguration;
import io.opensergo.core.rule.RouteConfiguration.HeaderMatch;
import io.opensergo.core.rule.RouteConfiguration.Route;
import io.opensergo.core.rule.RouteConfiguration.VirtualHost;
import io.opensergo.core.rule.Rule;
import io.opensergo.core.rule.RuleId;
import io.opensergo.core.rule.RuleMetadata;
import io.opensergo.core.rule.TrafficRouter;
import org.jspecify.annotations.Nullable;

/**
 * The routes of all services for one caller, found by the name of the service. Everything
 * is compiled when rules change; the table of a service only puts the parts together.
 */
public final class ServiceRoutes {

	private final DomainIndex<Owner> hosts;

	private final LanesByHeader lanes;

	private final Caller caller;

	private final List<Rejection> warnings;

	private final Set<String> matchedHeaders;

	private ServiceRoutes(DomainIndex<Owner> hosts, LanesByHeader lanes, Caller caller, List<Rejection> warnings,
			Set<String> matchedHeaders) {
		this.hosts = hosts;
		this.lanes = lanes;
		this.caller = caller;
		this.warnings = warnings;
		this.matchedHeaders = matchedHeaders;
	}

	/**
	 * Takes the routers out of all rules. Of two routers for one host the first one wins,
	 * as in an Istio sidecar, and the second one gets a warning.
	 * @param rules all rules
	 * @param lanes the lanes, in order of precedence
	 * @param caller the workload that calls
	 * @return the routes
	 */
	public static ServiceRoutes compile(List<Rule> rules, List<LaneRoute> lanes, Caller caller) {
		List<Rejection> warnings = new ArrayList<>();
		DomainIndex.Builder<Owner> hosts = new DomainIndex.Builder<>(
				(host, shadowed) -> warnings.add(shadowed(host, shadowed)));
		DelegatedRoutes.Resolved resolved = DelegatedRoutes.resolve(routers(rules));
		warnings.addAll(resolved.warnings());
		Map<RuleId, TrafficRouter> routers = resolved.routers()
			.stream()
			.collect(Collectors.toMap(TrafficRouter::id, (router) -> router, (first, second) -> first));
		Set<String> matchedHeaders = new TreeSet<>();
		for (Rule rule : rules) {
			RouteConfiguration configuration = configuration(rule, routers, caller);
			if (configuration != null) {
				add(hosts, configuration, caller);
				addMatchedHeaders(configuration, matchedHeaders);
			}
		}
		return new ServiceRoutes(hosts.build(), LanesByHeader.of(lanes), caller, List.copyOf(warnings),
				Collections.unmodifiableSet(matchedHeaders));
	}

	/**
	 * Routes for other callers count too: those callers can only see a header that this
	 * one has passed on.
	 */
	private static void addMatchedHeaders(RouteConfiguration configuration, Set<String> target) {
		for (VirtualHost virtualHost : configuration.virtualHosts()) {
			for (Route route : virtualHost.routes()) {
				for (HeaderMatch header : route.match().headers()) {
					target.add(header.name().toLowerCase(Locale.ROOT));
				}
			}
		}
	}

	private static List<TrafficRouter> routers(List<Rule> rules) {
		return rules.stream().filter(TrafficRouter.class::isInstance).map(TrafficRouter.class::cast).toList();
	}

	private static @Nullable RouteConfiguration configuration(Rule rule, Map<RuleId, TrafficRouter> routers,
			Caller caller) {
		if (rule instanceof RouteConfiguration configuration) {
			return configuration;
		}
		TrafficRouter router = (rule instanceof TrafficRouter) ? routers.get(rule.id()) : null;
		return (router != null && isExported(router, caller.namespace())) ? TrafficRouterTranslation.translate(router)
				: null;
	}

	static boolean isExported(TrafficRouter router, String namespace) {
		return router.exportTo().isEmpty() || router.exportTo().contains("*") || router.exportTo().contains(namespace)
				|| (router.exportTo().contains(".") && router.metadata().namespace().equals(namespace));
	}

	/**
	 * Routes that are all for other callers own no host: the next router may have some
	 * for this one.
	 */
	private static void add(DomainIndex.Builder<Owner> hosts, RouteConfiguration configuration, Caller caller) {
		String namespace = configuration.metadata().namespace();
		for (VirtualHost virtualHost : configuration.virtualHosts()) {
			RouteList routes = RouteList.compile(configuration.id(), virtualHost.routes(), caller);
			if (routes.isEmpty()) {
				continue;
			}
			Owner owner = new Owner(configuration, routes);
			virtualHost.domains()
				.stream()
				.map((domain) -> HostNames.resolve(domain, namespace))
				.distinct()
				.forEach((domain) -> hosts.add(domain, owner));
		}
	}

	private static Rejection shadowed(String host, Owner owner) {
		RuleMetadata metadata = owner.configuration().metadata();
		return new Rejection(Rejection.Severity.WARNING, owner.configuration().kind().kind(), metadata.namespace(),
				metadata.name(), "rules", 0, 0, "spec.hosts", "another rule owns the routes of the host '" + host + "'",
				"put all routes of a host into one TrafficRouter");
	}

	/**
	 * The table of a service.
	 * @param service the service name, or a full host name
	 * @return the table
	 */
	public RouteTable tableFor(String service) {
		Owner owner = this.hosts.findFirst(HostNames.candidates(service, this.caller.namespace()));
		return RouteTable.of(service, this.lanes, (owner != null) ? owner.routes() : null);
	}

	/**
	 * The rule that holds the routes of a service.
	 * @param service the service name, or a full host name
	 * @return the rule, {@code null} when no rule concerns the service
	 */
	public @Nullable RuleId ruleOf(String service) {
		Owner owner = this.hosts.findFirst(HostNames.candidates(service, this.caller.namespace()));
		return (owner != null) ? owner.configuration().id() : null;
	}

	/**
	 * The headers that the routes match on, pseudo headers such as {@code :method} among
	 * them.
	 * @return the names, lower case, in the order of the alphabet
	 */
	public Set<String> matchedHeaders() {
		return this.matchedHeaders;
	}

	/**
	 * What people should know about the routers.
	 * @return the warnings
	 */
	public List<Rejection> warnings() {
		return this.warnings;
	}

	private record Owner(RouteConfiguration configuration, RouteList routes) {
	}

}
