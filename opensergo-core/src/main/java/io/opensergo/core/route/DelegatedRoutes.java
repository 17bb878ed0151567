package io.opensergo.core.route;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

import io.opensergo.core.rule.Destination;
import io.opensergo.core.rule.HeaderOperations;
import io.opensergo.core.rule.HttpPolicies;
import io.opensergo.core.rule.HttpPolicies.Delegate;
import io.opensergo.core.rule.HttpPolicies.Mirror;
import io.opensergo.core.rule.Rejection;
import io.opensergo.core.rule.RuleId;
import io.opensergo.core.rule.RuleKind;
import io.opensergo.core.rule.TrafficRouter;
import io.opensergo.core.rule.TrafficRouter.HttpMatch;
import io.opensergo.core.rule.TrafficRouter.HttpRoute;
import io.opensergo.core.rule.WeightedDestination;
import org.jspecify.annotations.Nullable;

/**
 * Puts the routes of delegates into the routers that delegate to them, one level deep, as
 * Istio does: the conditions of both must hold, and what a delegate leaves unset is taken
 * from the route that delegates. A delegate is a router without hosts. A route that
 * cannot be merged is left out and reported, the others stay.
 *
 * @see <a href=
 * "https://istio.io/latest/docs/reference/config/networking/virtual-service/#Delegate">Istio:
 * Delegate</a>
 */
public final class DelegatedRoutes {

	private final Map<RuleId, TrafficRouter> routers = new HashMap<>();

	private final Set<RuleId> used = new HashSet<>();

	private final List<Rejection> warnings = new ArrayList<>();

	private DelegatedRoutes(Collection<TrafficRouter> routers) {
		routers.forEach((router) -> this.routers.put(router.id(), router));
	}

	/**
	 * Resolves the delegates of a set of routers.
	 * @param routers all routers, delegates among them
	 * @return the routers that have hosts, in the same order, without any delegate, and
	 * what is wrong
	 */
	public static Resolved resolve(Collection<TrafficRouter> routers) {
		DelegatedRoutes delegates = new DelegatedRoutes(routers);
		List<TrafficRouter> resolved = routers.stream()
			.filter((router) -> !router.hosts().isEmpty())
			.map(delegates::resolve)
			.toList();
		routers.forEach(delegates::checkUsed);
		return new Resolved(resolved, delegates.warnings);
	}

	private TrafficRouter resolve(TrafficRouter router) {
		if (router.http().stream().allMatch((route) -> route.delegate() == null)) {
			return router;
		}
		List<HttpRoute> routes = new ArrayList<>();
		for (int i = 0; i < router.http().size(); i++) {
			HttpRoute route = named(router.http().get(i), i);
			if (route.delegate() == null) {
				routes.add(route);
			}
			else {
				routes.addAll(delegated(router, i, route, route.delegate()));
			}
		}
		return new TrafficRouter(router.metadata(), router.hosts(), router.gateways(), router.exportTo(), routes);
	}

	/**
	 * Positions move when routes are put in between; the names that people see must not.
	 */
	private static HttpRoute named(HttpRoute route, int position) {
		String name = (route.name() != null) ? route.name() : String.valueOf(position);
		return new HttpRoute(name, route.match(), route.route(), route.redirect(), route.directResponse(),
				route.delegate(), route.policies());
	}

	private List<HttpRoute> delegated(TrafficRouter root, int position, HttpRoute route, Delegate reference) {
		TrafficRouter delegate = find(root, position, reference);
		if (delegate == null) {
			return List.of();
		}
		List<HttpRoute> routes = new ArrayList<>();
		for (int i = 0; i < delegate.http().size(); i++) {
			HttpRoute own = named(delegate.http().get(i), i);
			List<HttpMatch> match = MatchIntersection.of(route.match(), own.match());
			if (own.delegate() != null) {
				warn(root, position, "the route '" + own.name() + "' of the delegate " + delegate.id().qualifiedName()
						+ " delegates itself and is left out", "write its routes there");
			}
			else if (match == null) {
				warn(root, position,
						"the route '" + own.name() + "' of the delegate " + delegate.id().qualifiedName()
								+ " asks for requests that this route does not match, and is left out",
						"let each match of the delegate ask for a part of what the match here asks for");
			}
			else {
				routes.add(merge(route, own, match, root, delegate));
			}
		}
		return routes;
	}

	private @Nullable TrafficRouter find(TrafficRouter root, int position, Delegate reference) {
		String namespace = (reference.namespace() != null) ? reference.namespace() : root.metadata().namespace();
		RuleId id = new RuleId(RuleKind.TRAFFIC_ROUTER, namespace, reference.name());
		TrafficRouter delegate = this.routers.get(id);
		if (delegate == null) {
			warn(root, position, "the delegate " + id.qualifiedName() + " is not known, so this route is left out",
					"add that TrafficRouter, or write its routes here");
			return null;
		}
		if (!delegate.hosts().isEmpty()) {
			warn(root, position,
					"the delegate " + id.qualifiedName() + " has hosts of its own, so this route is left out",
					"remove the hosts of the delegate");
			return null;
		}
		this.used.add(id);
		if (!ServiceRoutes.isExported(delegate, root.metadata().namespace())) {
			warn(root, position,
					"the delegate " + id.qualifiedName() + " is not exported to the namespace of this rule, so this "
							+ "route is left out",
					"add '" + root.metadata().namespace() + "' to the exportTo of the delegate");
			return null;
		}
		return delegate;
	}

	private static HttpRoute merge(HttpRoute route, HttpRoute own, List<HttpMatch> match, TrafficRouter root,
			TrafficRouter delegate) {
		String namespace = delegate.metadata().namespace();
		boolean sameNamespace = namespace.equals(root.metadata().namespace());
		List<WeightedDestination> destinations = sameNamespace ? own.route()
				: own.route().stream().map((destination) -> full(destination, namespace)).toList();
		HttpPolicies policies = sameNamespace ? own.policies() : full(own.policies(), namespace);
		return new HttpRoute(route.name() + "-" + own.name(), match, destinations, own.redirect(), own.directResponse(),
				null, merge(route.policies(), policies));
	}

	private static HttpPolicies merge(HttpPolicies root, HttpPolicies own) {
		return new HttpPolicies((own.rewrite() != null) ? own.rewrite() : root.rewrite(),
				(own.timeout() != null) ? own.timeout() : root.timeout(),
				(own.retries() != null) ? own.retries() : root.retries(),
				(own.fault() != null) ? own.fault() : root.fault(),
				own.mirrors().isEmpty() ? root.mirrors() : own.mirrors(),
				(own.cors() != null) ? own.cors() : root.cors(),
				own.headers().equals(HeaderOperations.NONE) ? root.headers() : own.headers());
	}

	/**
	 * Short names of a delegate are services of its own namespace.
	 */
	private static WeightedDestination full(WeightedDestination destination, String namespace) {
		return new WeightedDestination(full(destination.destination(), namespace), destination.weight(),
				destination.headers());
	}

	private static Destination full(Destination destination, String namespace) {
		Destination fallback = destination.fallback();
		return new Destination(HostNames.resolve(destination.host(), namespace), destination.subset(),
				destination.port(), (fallback != null) ? full(fallback, namespace) : null);
	}

	private static HttpPolicies full(HttpPolicies policies, String namespace) {
		List<Mirror> mirrors = policies.mirrors()
			.stream()
			.map((mirror) -> new Mirror(full(mirror.destination(), namespace), mirror.percentage()))
			.toList();
		return new HttpPolicies(policies.rewrite(), policies.timeout(), policies.retries(), policies.fault(), mirrors,
				policies.cors(), policies.headers());
	}

	private void checkUsed(TrafficRouter router) {
		if (router.hosts().isEmpty() && !this.used.contains(router.id())) {
			warn(router, "spec.hosts",
					"the router has no hosts and no other router delegates to it, so it does nothing",
					"add hosts, or delegate to it from a router that has them");
		}
	}

	private void warn(TrafficRouter root, int position, String reason, String fix) {
		warn(root, "spec.http[" + position + "].delegate", reason, fix);
	}

	private void warn(TrafficRouter router, String path, String reason, String fix) {
		this.warnings.add(new Rejection(Rejection.Severity.WARNING, router.kind().kind(), router.metadata().namespace(),
				router.metadata().name(), "rules", 0, 0, path, reason, fix));
	}

	/**
	 * Routers whose routes are all their own.
	 *
	 * @param routers the routers that have hosts
	 * @param warnings what could not be resolved
	 */
	public record Resolved(List<TrafficRouter> routers, List<Rejection> warnings) {

		public Resolved {
			routers = List.copyOf(routers);
			warnings = List.copyOf(warnings);
		}

	}

}
