package io.opensergo.core.engine;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

import io.opensergo.core.action.HeaderFormat;
import io.opensergo.core.action.RetryRules;
import io.opensergo.core.protection.ProtectionPlan;
import io.opensergo.core.route.Caller;
import io.opensergo.core.rule.FaultToleranceRule;
import io.opensergo.core.rule.HeaderOperations;
import io.opensergo.core.rule.HeaderOperations.Changes;
import io.opensergo.core.rule.HeaderOperations.HeaderValue;
import io.opensergo.core.rule.HttpPolicies;
import io.opensergo.core.rule.HttpPolicies.CallerCondition;
import io.opensergo.core.rule.HttpPolicies.Redirect;
import io.opensergo.core.rule.HttpPolicies.Retries;
import io.opensergo.core.rule.Rejection;
import io.opensergo.core.rule.RouteConfiguration;
import io.opensergo.core.rule.RouteConfiguration.Route;
import io.opensergo.core.rule.RouteConfiguration.RouteAction;
import io.opensergo.core.rule.RouteConfiguration.VirtualHost;
import io.opensergo.core.rule.Rule;
import io.opensergo.core.rule.TrafficLane;
import io.opensergo.core.rule.TrafficRouter;
import io.opensergo.core.rule.TrafficRouter.HttpMatch;
import io.opensergo.core.rule.TrafficRouter.HttpRoute;
import io.opensergo.core.rule.VirtualWorkload;
import io.opensergo.core.rule.VirtualWorkload.LoadBalancer;
import io.opensergo.core.rule.VirtualWorkload.Simple;
import io.opensergo.core.rule.VirtualWorkload.Subset;
import io.opensergo.core.rule.VirtualWorkload.TrafficPolicy;
import io.opensergo.core.rule.WeightedDestination;
import org.jspecify.annotations.Nullable;

/**
 * Finds the fields of rules in force that nothing in this application applies, so that
 * nobody waits for a timeout that never comes. Rules of other namespaces, and routes for
 * other callers, do not count.
 */
final class UnappliedFields {

	private static final String DEFAULT_TRAFFIC_HEADER = TrafficLane.DEFAULT_TRAFFIC_HEADER;

	private static final String TO_GATEWAY = "send such calls through a gateway with OpenSergo, or remove it";

	private static final String LEAVE_TO_PROXY = "leave it to a proxy, or remove it";

	private final Caller caller;

	private final Set<RuleCapability> capabilities;

	private final List<Rejection> found = new ArrayList<>();

	private UnappliedFields(Caller caller, Set<RuleCapability> capabilities) {
		this.caller = caller;
		this.capabilities = capabilities;
	}

	/**
	 * Finds the fields.
	 * @param rules the rules in force
	 * @param caller this application
	 * @param capabilities what it can do
	 * @return one warning for each rule and field
	 */
	static List<Rejection> find(List<Rule> rules, Caller caller, Set<RuleCapability> capabilities) {
		UnappliedFields fields = new UnappliedFields(caller, capabilities);
		rules.stream().filter((rule) -> rule.metadata().namespace().equals(caller.namespace())).forEach(fields::rule);
		return List.copyOf(fields.found);
	}

	private void rule(Rule rule) {
		if (rule instanceof TrafficRouter router) {
			router(router);
		}
		else if (rule instanceof RouteConfiguration configuration) {
			configuration(configuration);
		}
		else if (rule instanceof TrafficLane lane && !lane.traceIdBaggage().equalsIgnoreCase(DEFAULT_TRAFFIC_HEADER)) {
			this.found.add(new Place(lane, "spec.rules").rejection("traceIdBaggage",
					"routes read the header '" + lane.traceIdBaggage() + "', but the lane of a request travels in '"
							+ DEFAULT_TRAFFIC_HEADER + "' only",
					"remove it, or let the callers send '" + DEFAULT_TRAFFIC_HEADER + "'"));
		}
		else if (rule instanceof FaultToleranceRule protection) {
			if (!can(RuleCapability.PROTECT) && ProtectionPlan.concerns(protection, this.caller)) {
				unapplied(new Place(protection, "spec"), "strategies", protection.strategies(),
						"set opensergo.sentinel.enabled to true, or remove it");
			}
		}
		else if (rule instanceof VirtualWorkload workload) {
			policy(new Place(workload, "spec.trafficPolicy"), workload.trafficPolicy());
			for (int i = 0; i < workload.subsets().size(); i++) {
				Subset subset = workload.subsets().get(i);
				policy(new Place(workload, "spec.subsets[" + i + "].trafficPolicy"), subset.trafficPolicy());
			}
		}
	}

	private void router(TrafficRouter router) {
		if (!this.caller.satisfies(new CallerCondition(Map.of(), null, router.gateways()))) {
			return;
		}
		for (int i = 0; i < router.http().size(); i++) {
			HttpRoute route = router.http().get(i);
			if (!route.match().isEmpty() && route.match().stream().noneMatch(this::isForCaller)) {
				continue;
			}
			Place place = new Place(router, "spec.http[" + i + "]");
			claims(place, route);
			policies(place, route.policies());
			destinations(place, route.route());
			if (route.redirect() != null) {
				redirect(place, route.redirect());
			}
			if (route.directResponse() != null) {
				directResponse(place);
			}
		}
	}

	private boolean isForCaller(HttpMatch match) {
		CallerCondition condition = match.caller();
		return this.caller.satisfies(
				condition.gateways().isEmpty() ? condition : new CallerCondition(Map.of(), null, condition.gateways()));
	}

	private void configuration(RouteConfiguration configuration) {
		Set<List<Route>> seen = new HashSet<>();
		for (int i = 0; i < configuration.virtualHosts().size(); i++) {
			VirtualHost host = configuration.virtualHosts().get(i);
			// the hosts of one TrafficRouter share their routes
			if (!seen.add(host.routes())) {
				continue;
			}
			for (int j = 0; j < host.routes().size(); j++) {
				Route route = host.routes().get(j);
				if (this.caller.satisfies(route.caller())) {
					action(new Place(configuration, "virtual_hosts[" + i + "].routes[" + j + "]"), route.action());
				}
			}
		}
	}

	private void action(Place place, RouteAction action) {
		if (action instanceof RouteAction.Forward forward) {
			policies(place, forward.policies());
			destinations(place, forward.destinations());
		}
		else if (action instanceof RouteAction.ForwardByHeader byHeader) {
			policies(place, byHeader.policies());
			destinations(place, List.of());
		}
		else if (action instanceof RouteAction.RedirectTo redirectTo) {
			policies(place, redirectTo.policies());
			redirect(place, redirectTo.redirect());
		}
		else if (action instanceof RouteAction.Respond respond) {
			policies(place, respond.policies());
			directResponse(place);
		}
	}

	private void claims(Place place, HttpRoute route) {
		for (int i = 0; i < route.match().size(); i++) {
			HttpMatch match = route.match().get(i);
			if (match.asksForClaims()) {
				this.found.add(place.rejection("match[" + i + "]",
						"nothing in this application reads the claims of a token, so this condition matches no request",
						"match a header that a gateway sets from the claim"));
			}
		}
	}

	private void policies(Place place, HttpPolicies policies) {
		unless(RuleCapability.REWRITE, place, "rewrite", policies.rewrite(),
				"use a RewritePath filter of the gateway, or remove it");
		unless(RuleCapability.LIMIT_TIME, place, "timeout", policies.timeout(),
				"set the timeout of the HTTP client, or remove it");
		retries(place, policies.retries());
		unless(RuleCapability.INJECT_FAULTS, place, "fault", policies.fault(), LEAVE_TO_PROXY);
		unless(RuleCapability.MIRROR, place, "mirrors", policies.mirrors().isEmpty() ? null : policies.mirrors(),
				LEAVE_TO_PROXY);
		unless(RuleCapability.APPLY_CORS, place, "corsPolicy", policies.cors(),
				"set spring.cloud.gateway.server.webflux.globalcors, or remove it");
		headers(place, "headers", policies.headers());
	}

	private void retries(Place place, @Nullable Retries retries) {
		if (retries == null || !can(RuleCapability.RETRY)) {
			unapplied(place, "retries", retries, "set spring.cloud.loadbalancer.retry, or remove it");
			return;
		}
		List<String> conditions = RetryRules.unappliedConditions(retries);
		unapplied(place, "retries.retryOn", conditions.isEmpty() ? null : conditions,
				"remove " + String.join(", ", conditions) + "; the other conditions are applied");
		unapplied(place, "retries.retryRemoteLocalities", retries.retryRemoteLocalities() ? retries : null,
				"write a localityLbSetting with failover, or remove it");
	}

	private void headers(Place place, String field, HeaderOperations headers) {
		if (!can(RuleCapability.CHANGE_HEADERS)) {
			unapplied(place, field, headers.equals(HeaderOperations.NONE) ? null : headers,
					"use header filters of the gateway, or remove it");
			return;
		}
		unknownVariables(place, field + ".request", headers.request());
		unknownVariables(place, field + ".response", headers.response());
	}

	private void unknownVariables(Place place, String field, Changes changes) {
		for (HeaderValue value : changes.values()) {
			if (!HeaderFormat.isKnown(value.value())) {
				this.found.add(place.rejection(field,
						"the value of '" + value.name() + "' has a variable that is not known here, so this header is "
								+ "not written",
						"use %REQ(name)%, %PROTOCOL%, %DOWNSTREAM_REMOTE_ADDRESS% or "
								+ "%DOWNSTREAM_REMOTE_ADDRESS_WITHOUT_PORT%"));
			}
		}
	}

	private void destinations(Place place, List<WeightedDestination> destinations) {
		if (!can(RuleCapability.CHOOSE_DESTINATION)) {
			unapplied(place, "route", destinations, "add spring-cloud-starter-loadbalancer and call services by name");
			return;
		}
		for (int i = 0; i < destinations.size(); i++) {
			WeightedDestination destination = destinations.get(i);
			headers(place, "route[" + i + "].headers", destination.headers());
			unless(RuleCapability.CHOOSE_PORT, place, "route[" + i + "].destination.port",
					destination.destination().port(), "register the instances with that port, or remove it");
		}
	}

	private void redirect(Place place, Redirect redirect) {
		unless(RuleCapability.REDIRECT, place, "redirect", redirect, TO_GATEWAY);
	}

	private void directResponse(Place place) {
		unless(RuleCapability.RESPOND_DIRECTLY, place, "directResponse", place, TO_GATEWAY);
	}

	private void policy(Place place, @Nullable TrafficPolicy policy) {
		if (policy == null) {
			return;
		}
		if (policy.loadBalancer() != null) {
			loadBalancer(place, policy.loadBalancer());
		}
		if (!can(RuleCapability.EJECT_OUTLIERS)) {
			unapplied(place, "outlierDetection", policy.outlierDetection(),
					failsOver(policy) ? "keep it: it switches the failover of localityLbSetting on, but ejects nothing"
							: "add spring-cloud-starter-loadbalancer and call services by name, or remove it");
		}
		unapplied(place, "connectionPool", policy.connectionPool(), "set the limits of the HTTP client, or remove it");
		policy.portLevelSettings()
			.entrySet()
			.stream()
			.sorted(Map.Entry.comparingByKey())
			.forEach((entry) -> policy(place.below("portLevelSettings[" + entry.getKey() + "]"), entry.getValue()));
	}

	private boolean failsOver(TrafficPolicy policy) {
		return can(RuleCapability.BALANCE_LOAD) && policy.loadBalancer() != null
				&& policy.loadBalancer().locality() != null;
	}

	private void loadBalancer(Place place, LoadBalancer balancer) {
		if (!can(RuleCapability.BALANCE_LOAD)) {
			Map<String, @Nullable Object> fields = new LinkedHashMap<>();
			fields.put("loadBalancer.simple", (balancer.simple() != Simple.UNSPECIFIED) ? balancer.simple() : null);
			fields.put("loadBalancer.consistentHash", balancer.consistentHash());
			fields.put("loadBalancer.localityLbSetting", balancer.locality());
			fields.forEach((field, value) -> unapplied(place, field, value,
					"set the load balancer of Spring Cloud, or remove it"));
		}
		unapplied(place, "loadBalancer.warmup", balancer.warmup(),
				"register instances when they are warm, or remove it");
	}

	private void unless(RuleCapability capability, Place place, String field, @Nullable Object value, String fix) {
		if (!can(capability)) {
			unapplied(place, field, value, fix);
		}
	}

	private boolean can(RuleCapability capability) {
		return this.capabilities.contains(capability);
	}

	private void unapplied(Place place, String field, @Nullable Object value, String fix) {
		if (value != null) {
			this.found.add(place.rejection(field, "nothing in this application applies this field", fix));
		}
	}

	/**
	 * A place in a rule.
	 *
	 * @param rule the rule
	 * @param path the path
	 */
	private record Place(Rule rule, String path) {

		Place below(String field) {
			return new Place(this.rule, this.path + "." + field);
		}

		Rejection rejection(String field, String reason, String fix) {
			return new Rejection(Rejection.Severity.WARNING, this.rule.kind().kind(), this.rule.metadata().namespace(),
					this.rule.metadata().name(), "rules", 0, 0, this.path + "." + field, reason, fix);
		}

	}

}
