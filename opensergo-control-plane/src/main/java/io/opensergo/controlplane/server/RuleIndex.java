package io.opensergo.controlplane.server;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

import io.opensergo.client.codec.RuleCodec;
import io.opensergo.core.route.DelegatedRoutes;
import io.opensergo.core.route.HostNames;
import io.opensergo.core.rule.Rule;
import io.opensergo.core.rule.RuleKind;
import io.opensergo.core.rule.RuleMetadata;
import io.opensergo.core.rule.TrafficLane;
import io.opensergo.core.rule.TrafficRouter;
import io.opensergo.core.rule.VirtualWorkload;
import io.opensergo.core.source.RuleSnapshot;

/**
 * Which rules a key gets. A lane concerns every application of its namespace; a router or
 * workload belongs to the callee: the application in the label {@code app}, else the
 * services that its hosts name.
 */
final class RuleIndex {

	/**
	 * Stands for every application in keys of lanes.
	 */
	private static final String ANY_APP = "";

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
	 * Whether rules of a kind can be had here.
	 * @param kind the kind
	 * @return {@code false} for kinds that the rule reader does not apply yet: an empty
	 * answer would claim that there are no such rules
	 */
	static boolean serves(RuleKind kind) {
		return RuleCodec.supports(kind);
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
		sorted.sort(Comparator.comparing((rule) -> rule.id().qualifiedName()));
		for (Rule rule : sorted) {
			for (String app : appsOf(rule)) {
				SubscriptionKey key = new SubscriptionKey(rule.metadata().namespace(), app, rule.kind());
				rules.computeIfAbsent(key, (absent) -> new ArrayList<>()).add(rule);
			}
		}
		Map<SubscriptionKey, RuleGroup> groups = new HashMap<>();
		rules.forEach((key, list) -> {
			RuleGroup before = this.groups.get(key);
			groups.put(key, (before != null && before.rules().equals(list)) ? before : new RuleGroup(list));
		});
		return new RuleIndex(this.empty, groups);
	}

	/**
	 * The rules as subscribers get them: a router arrives with the routes of its
	 * delegates, so that a changed delegate is a changed router.
	 */
	private static List<Rule> resolved(RuleSnapshot snapshot) {
		List<Rule> rules = new ArrayList<>(DelegatedRoutes.resolve(snapshot.rules(TrafficRouter.class)).routers());
		snapshot.rules().stream().filter((rule) -> !(rule instanceof TrafficRouter)).forEach(rules::add);
		return rules;
	}

	private static Set<String> appsOf(Rule rule) {
		if (rule instanceof TrafficLane) {
			return Set.of(ANY_APP);
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
		SubscriptionKey indexed = (key.kind() == RuleKind.TRAFFIC_LANE)
				? new SubscriptionKey(key.namespace(), ANY_APP, key.kind()) : key;
		return this.groups.getOrDefault(indexed, this.empty);
	}

}
