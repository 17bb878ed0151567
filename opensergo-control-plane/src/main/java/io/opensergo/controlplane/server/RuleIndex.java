package io.opensergo.controlplane.server;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

import io.opensergo.core.protection.ProtectionReferences;
import io.opensergo.core.route.DelegatedRoutes;
import io.opensergo.core.route.HostNames;
import io.opensergo.core.rule.FaultToleranceRule;
import io.opensergo.core.rule.HttpRequestFallbackAction;
import io.opensergo.core.rule.ProtectionStrategy;
import io.opensergo.core.rule.Rule;
import io.opensergo.core.rule.RuleMetadata;
import io.opensergo.core.rule.TrafficLane;
import io.opensergo.core.rule.TrafficRouter;
import io.opensergo.core.rule.VirtualWorkload;
import io.opensergo.core.source.RuleSnapshot;

/**
 * Which rules a key gets. A lane concerns every application of its namespace; a router or
 * workload belongs to the callee: the application in the label {@code app}, else the
 * services that its hosts name. A rule of fault tolerance belongs to the application in
 * its selector, else in the label {@code app}, else to every application of its
 * namespace; so do strategies and actions by their label, and they go wherever a rule
 * goes that names them.
 */
final class RuleIndex {

	/**
	 * Stands for every application of a namespace.
	 */
	private static final String ANY_APP = "";

	private static final Comparator<Rule> BY_NAME = Comparator.comparing((rule) -> rule.id().qualifiedName());

	/**
	 * Without rules.
	 */
	private final RuleGroup empty;

	private final Map<SubscriptionKey, RuleGroup> groups;

	private RuleIndex(RuleGroup empty, Map<SubscriptionKey, RuleGroup> groups) {
		this.empty = empty;
		this.groups = groups;
	}

	/**
	 * The index of no rules.
	 */
	static RuleIndex empty() {
		return new RuleIndex(new RuleGroup(List.of()), Map.of());
	}

	/**
	 * The index of other rules. Where the rules of a key are equal, the group stays the
	 * same object.
	 * @param snapshot all rules
	 * @return the index that comes after this one
	 */
	RuleIndex next(RuleSnapshot snapshot) {
		Map<SubscriptionKey, List<Rule>> rules = new HashMap<>();
		List<Rule> sorted = resolved(snapshot);
		// The order of files says nothing: equal rules must give equal lists.
		sorted.sort(BY_NAME);
		ProtectedApps protectedApps = ProtectedApps.of(snapshot);
		for (Rule rule : sorted) {
			for (String app : appsOf(rule, protectedApps)) {
				SubscriptionKey key = new SubscriptionKey(rule.metadata().namespace(), app, rule.kind());
				rules.computeIfAbsent(key, (absent) -> new ArrayList<>()).add(rule);
			}
		}
		addRulesOfAnyApp(rules);
		Map<SubscriptionKey, RuleGroup> groups = new HashMap<>();
		rules.forEach((key, list) -> {
			RuleGroup before = this.groups.get(key);
			groups.put(key, (before != null && before.rules().equals(list)) ? before : new RuleGroup(list));
		});
		return new RuleIndex(this.empty, groups);
	}

	/**
	 * An application with rules of its own gets those of every application as well.
	 */
	private static void addRulesOfAnyApp(Map<SubscriptionKey, List<Rule>> rules) {
		rules.forEach((key, list) -> {
			List<Rule> ofAnyApp = key.app().equals(ANY_APP) ? List.of() : rules.getOrDefault(anyApp(key), List.of());
			if (!ofAnyApp.isEmpty()) {
				list.addAll(ofAnyApp);
				list.sort(BY_NAME);
			}
		});
	}

	/**
	 * The rules as subscribers get them: a router arrives with the routes of its
	 * delegates, so that a changed delegate is a changed router, and a rule of fault
	 * tolerance with the kinds of its strategies, which the published SDK asks for.
	 */
	private static List<Rule> resolved(RuleSnapshot snapshot) {
		List<Rule> rules = new ArrayList<>(DelegatedRoutes.resolve(snapshot.rules(TrafficRouter.class)).routers());
		rules.addAll(ProtectionReferences.withKinds(snapshot));
		snapshot.rules()
			.stream()
			.filter((rule) -> !(rule instanceof TrafficRouter) && !(rule instanceof FaultToleranceRule))
			.forEach(rules::add);
		return rules;
	}

	private static Set<String> appsOf(Rule rule, ProtectedApps protectedApps) {
		if (rule instanceof TrafficLane) {
			return Set.of(ANY_APP);
		}
		if (rule instanceof FaultToleranceRule || rule instanceof ProtectionStrategy
				|| rule instanceof HttpRequestFallbackAction) {
			Set<String> apps = protectedApps.of(rule);
			return apps.isEmpty() ? Set.of(ANY_APP) : apps;
		}
		String app = rule.metadata().labels().get(RuleMetadata.APP_LABEL);
		if (app != null) {
			return Set.of(app);
		}
		Set<String> apps = new LinkedHashSet<>();
		hostsOf(rule).forEach((host) -> apps.add(HostNames.serviceOf(host)));
		return apps;
	}

	private static List<String> hostsOf(Rule rule) {
		if (rule instanceof TrafficRouter router) {
			return router.hosts();
		}
		return (rule instanceof VirtualWorkload workload) ? List.of(workload.host()) : List.of();
	}

	RuleGroup group(SubscriptionKey key) {
		RuleGroup group = this.groups.get(key);
		return (group != null) ? group : this.groups.getOrDefault(anyApp(key), this.empty);
	}

	private static SubscriptionKey anyApp(SubscriptionKey key) {
		return new SubscriptionKey(key.namespace(), ANY_APP, key.kind());
	}

}
