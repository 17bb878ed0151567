package io.opensergo.core.lane;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;

import io.opensergo.core.route.Caller;
import io.opensergo.core.route.DelegatedRoutes;
import io.opensergo.core.route.HostNames;
import io.opensergo.core.route.LaneRoute;
import io.opensergo.core.route.ServiceRoutes;
import io.opensergo.core.rule.HttpPolicies.CallerCondition;
import io.opensergo.core.rule.Rule;
import io.opensergo.core.rule.RuleId;
import io.opensergo.core.rule.RuleMetadata;
import io.opensergo.core.rule.TrafficLane;
import io.opensergo.core.rule.TrafficRouter;
import io.opensergo.core.rule.TrafficRouter.HttpMatch;
import io.opensergo.core.rule.TrafficRouter.HttpRoute;
import io.opensergo.core.rule.VirtualWorkload;
import org.jspecify.annotations.Nullable;

/**
 * Writes the routes that lanes are compiled to as TrafficRouters and VirtualWorkloads,
 * for applications that know those kinds only. A request that carries a lane, or carries
 * none, reaches the same instances by either form.
 *
 * <p>
 * Each service gets a router of its own: for each lane a route that asks for its tag and
 * leads to its subset, then the own routes of the service, then, when it has none, its
 * baseline. What a permissive lane falls back to depends on the request, so there is one
 * lane route for each own route; its condition is the tag and the condition of the own
 * route, its fallbacks are the destinations of the own route. Callers outside of the
 * namespace see the lanes of the namespace where they see the router.
 */
public final class LaneConversion {

	private static final String NAME_PREFIX = "opensergo-lane-";

	private static final String OWN_NAMESPACE = ".";

	private static final String EVERY_NAMESPACE = "*";

	private final String namespace;

	private final boolean baggage;

	private final List<TrafficRouter> routers;

	private final List<VirtualWorkload> workloads;

	private final List<TrafficLane> lanes;

	private final List<LaneRoute> laneRoutes;

	private final Map<String, String> services = new LinkedHashMap<>();

	/**
	 * The services whose routers stay, because namespaces see them differently.
	 */
	private final Set<String> seenDifferently = new HashSet<>();

	/**
	 * The services that lanes cannot lead to, because their routers have no other form.
	 */
	private final Set<String> refused = new HashSet<>();

	private final Set<String> notes = new LinkedHashSet<>();

	private LaneConversion(Collection<? extends Rule> rules, String namespace, Collection<String> services,
			boolean baggage) {
		this.namespace = namespace;
		this.baggage = baggage;
		this.routers = DelegatedRoutes.resolve(select(rules, TrafficRouter.class)).routers();
		this.workloads = select(rules, VirtualWorkload.class);
		this.lanes = select(rules, TrafficLane.class);
		this.laneRoutes = LaneRoutes.compile(this.lanes, namespace);
		services.forEach((service) -> this.services.putIfAbsent(HostNames.resolve(service, namespace), service));
	}

	/**
	 * Converts the lanes of a namespace.
	 * @param rules the rules; those of other namespaces and other kinds are left out
	 * @param namespace the namespace
	 * @param services the services that lanes lead to, as rules name them
	 * @return the rules that replace the lanes, the routers and the workloads
	 */
	public static ConvertedLanes convert(Collection<? extends Rule> rules, String namespace,
			Collection<String> services) {
		return new LaneConversion(rules, namespace, services, false).convert();
	}

	/**
	 * Converts the lanes of a namespace for proxies between applications that pass on W3C
	 * baggage and nothing else: a request without the header of a lane is in it by an
	 * entry of that name in its baggage, too.
	 * @param rules the rules; those of other namespaces and other kinds are left out
	 * @param namespace the namespace
	 * @param services the services that lanes lead to, as rules name them
	 * @return the rules that replace the lanes, the routers and the workloads
	 */
	public static ConvertedLanes convertWithBaggage(Collection<? extends Rule> rules, String namespace,
			Collection<String> services) {
		return new LaneConversion(rules, namespace, services, true).convert();
	}

	private <R extends Rule> List<R> select(Collection<? extends Rule> rules, Class<R> type) {
		return rules.stream()
			.filter(type::isInstance)
			.map(type::cast)
			.filter((rule) -> rule.metadata().namespace().equals(this.namespace))
			.toList();
	}

	private ConvertedLanes convert() {
		if (this.lanes.isEmpty()) {
			return new ConvertedLanes(this.routers, this.workloads, List.of());
		}
		LaneSubsets subsets = new LaneSubsets(this.namespace, this.lanes, this.routers, this.workloads, this.notes);
		List<TrafficRouter> converted = new ArrayList<>();
		Set<RuleId> replaced = new HashSet<>();
		this.services.forEach(this::sort);
		this.services.forEach((host, service) -> {
			if (this.refused.contains(host)) {
				return;
			}
			List<TrafficRouter> own = ownRouters(service);
			Map<String, String> names = subsets.declare(host, service);
			converted
				.add(router(service, own, replaced, new LaneRouteWriter(service, this.namespace, names, this.baggage)));
		});
		this.routers.forEach((router) -> rest(router, converted));
		return new ConvertedLanes(converted, subsets.workloads(), List.copyOf(this.notes));
	}

	private void sort(String host, String service) {
		if (isSeenDifferently(service)) {
			this.seenDifferently.add(host);
		}
		ownRouters(service).stream()
			.filter(LaneConversion::asksForGatewaysAndLabels)
			.findFirst()
			.ifPresent((router) -> refuse(host, service, router));
	}

	private void refuse(String host, String service, TrafficRouter router) {
		this.refused.add(host);
		this.notes.add("the service '" + service + "' keeps its routers and gets no lanes: " + router.id()
				+ " is for gateways, and a match of it asks for sourceLabels or sourceNamespace, which no router with lanes"
				+ " can say together; write the gateways into the matches, or drop the labels");
	}

	/**
	 * The routers of a service, the one that owns it first. Where all routes of a router
	 * are for certain callers, the next router decides for others.
	 */
	private List<TrafficRouter> ownRouters(String service) {
		List<TrafficRouter> remaining = new ArrayList<>(this.routers);
		List<TrafficRouter> own = new ArrayList<>();
		boolean open = true;
		while (open) {
			RuleId rule = owner(remaining, service);
			remaining.stream().filter((router) -> router.id().equals(rule)).findFirst().ifPresent(own::add);
			open = rule != null && remaining.removeIf((router) -> router.id().equals(rule))
					&& leavesCallers(own.get(own.size() - 1));
		}
		return own;
	}

	private static boolean leavesCallers(TrafficRouter router) {
		List<HttpRoute> routes = routesOf(router);
		return routes.isEmpty() || !LaneRouteWriter.restrictedCallers(routes).isEmpty();
	}

	private @Nullable RuleId owner(List<TrafficRouter> routers, String service) {
		List<Rule> forEveryCaller = routers.stream()
			.<Rule>map((router) -> new TrafficRouter(router.metadata(), router.hosts(), List.of(), router.exportTo(),
					List.of(LaneRouteWriter.baseline(service))))
			.toList();
		return ServiceRoutes.compile(forEveryCaller, List.of(), Caller.of("", this.namespace, Map.of()))
			.ruleOf(service);
	}

	private static List<HttpRoute> routesOf(TrafficRouter router) {
		return router.http()
			.stream()
			.map((route) -> withGateways(route, router.gateways()))
			.filter(Objects::nonNull)
			.map(Objects::requireNonNull)
			.toList();
	}

	private static List<HttpRoute> routesOf(List<TrafficRouter> routers) {
		List<HttpRoute> routes = new ArrayList<>();
		for (TrafficRouter router : routers) {
			if (!routes.isEmpty()) {
				routes.add(LaneRouteWriter.noRoute(LaneRouteWriter.restrictedCallers(routes)));
			}
			routes.addAll(routesOf(router));
		}
		return routes;
	}

	private TrafficRouter router(String service, List<TrafficRouter> routers, Set<RuleId> replaced,
			LaneRouteWriter writer) {
		TrafficRouter own = routers.isEmpty()
				? new TrafficRouter(RuleMetadata.of(this.namespace, NAME_PREFIX + nameOf(service)), List.of(),
						List.of(), List.of(), List.of())
				: routers.get(0);
		List<HttpRoute> ownRoutes = routesOf(routers);
		List<HttpRoute> http = new ArrayList<>();
		LaneTags.of(this.laneRoutes).forEach((tag) -> http.addAll(writer.routes(tag, ownRoutes)));
		http.addAll(ownRoutes);
		http.addAll(writer.rest(ownRoutes));
		writer.notes().forEach((note) -> this.notes.add(note));
		if (this.seenDifferently.contains(HostNames.resolve(service, this.namespace))) {
			return local(service, own, http);
		}
		return new TrafficRouter(metadata(service, own, replaced), List.of(service), List.of(), own.exportTo(), http);
	}

	/**
	 * A router that stands before those that it is made of: other namespaces, which do
	 * not see these lanes, go on seeing what they saw.
	 */
	private TrafficRouter local(String service, TrafficRouter own, List<HttpRoute> http) {
		RuleMetadata metadata = new RuleMetadata(this.namespace, NAME_PREFIX + nameOf(service),
				own.metadata().labels());
		this.notes.add("the routers of the service '" + service + "' are exported to different namespaces, so they are"
				+ " kept, and " + metadata.name() + " is for the namespace '" + this.namespace
				+ "' only; it counts where it stands before them: put it first");
		return new TrafficRouter(metadata, List.of(service), List.of(), List.of(OWN_NAMESPACE), http);
	}

	/**
	 * Whether the routers that concern a service are exported to different namespaces, or
	 * to others only.
	 */
	private boolean isSeenDifferently(String service) {
		List<String> names = HostNames.candidates(service, this.namespace);
		Set<Set<String>> audiences = new HashSet<>();
		for (TrafficRouter router : this.routers) {
			if (router.hosts().stream().anyMatch((host) -> covers(HostNames.resolve(host, this.namespace), names))) {
				audiences.add(audience(router));
			}
		}
		return audiences.size() > 1 || (!audiences.isEmpty() && owner(this.routers, service) == null);
	}

	private static boolean covers(String host, List<String> names) {
		return names.contains(host)
				|| (host.startsWith("*") && names.stream().anyMatch((name) -> name.endsWith(host.substring(1))));
	}

	private Set<String> audience(TrafficRouter router) {
		List<String> exportTo = router.exportTo();
		if (exportTo.isEmpty() || exportTo.contains(EVERY_NAMESPACE)) {
			return Set.of(EVERY_NAMESPACE);
		}
		return exportTo.stream()
			.map((name) -> name.equals(OWN_NAMESPACE) ? this.namespace : name)
			.collect(Collectors.toSet());
	}

	/**
	 * The first service of a router keeps its name, so that applying the result replaces
	 * it; others get names of their own.
	 */
	private RuleMetadata metadata(String service, TrafficRouter own, Set<RuleId> replaced) {
		boolean keepsName = own.hosts().isEmpty() || (restOf(own).isEmpty() && replaced.add(own.id()));
		return keepsName ? own.metadata() : new RuleMetadata(this.namespace,
				own.metadata().name() + "-" + nameOf(service), own.metadata().labels());
	}

	private String nameOf(String service) {
		return HostNames.serviceOf(HostNames.resolve(service, this.namespace)).replace(':', '-');
	}

	/**
	 * Lanes lead through routers for every caller, so conditions on gateways move from
	 * the router to its own routes.
	 * @return the route, {@code null} when no caller can take it
	 */
	private static @Nullable HttpRoute withGateways(HttpRoute route, List<String> gateways) {
		if (isEveryCaller(gateways)) {
			return route;
		}
		List<HttpMatch> matches = route.match().isEmpty() ? List.of(LaneRouteWriter.ANY) : route.match();
		List<HttpMatch> moved = matches.stream()
			.map((match) -> withGateways(match, gateways))
			.filter((match) -> !match.caller().gateways().isEmpty())
			.toList();
		return moved.isEmpty() ? null : LaneRouteWriter.withMatch(route, moved);
	}

	private static HttpMatch withGateways(HttpMatch match, List<String> gateways) {
		List<String> own = match.caller().gateways();
		List<String> shared = isEveryCaller(own) ? gateways : own.stream().filter(gateways::contains).toList();
		return LaneRouteWriter.withCaller(match, new CallerCondition(Map.of(), null, shared));
	}

	private static boolean isEveryCaller(List<String> gateways) {
		return gateways.isEmpty() || gateways.contains(LaneRouteWriter.MESH);
	}

	/**
	 * Gateways of a condition switch its labels and namespace off, those of a router do
	 * not: where a router has gateways and a condition has labels, both cannot stand in
	 * one condition.
	 */
	private static boolean asksForGatewaysAndLabels(TrafficRouter router) {
		return !isEveryCaller(router.gateways()) && router.http()
			.stream()
			.flatMap((route) -> route.match().stream())
			.map(HttpMatch::caller)
			.anyMatch((caller) -> caller.gateways().isEmpty()
					&& (!caller.sourceLabels().isEmpty() || caller.sourceNamespace() != null));
	}

	private void rest(TrafficRouter router, List<TrafficRouter> converted) {
		List<String> hosts = restOf(router);
		if (router.hosts().isEmpty() || !hosts.isEmpty()) {
			converted
				.add(new TrafficRouter(router.metadata(), hosts, router.gateways(), router.exportTo(), router.http()));
		}
		else if (converted.stream().noneMatch((other) -> other.id().equals(router.id()))) {
			this.notes.add(router.id() + " is left out: the routes of its hosts stand in other routers; delete it");
		}
	}

	private List<String> restOf(TrafficRouter router) {
		return router.hosts().stream().filter((host) -> !isReplaced(HostNames.resolve(host, this.namespace))).toList();
	}

	private boolean isReplaced(String host) {
		return this.services.containsKey(host) && !this.seenDifferently.contains(host) && !this.refused.contains(host);
	}

}
