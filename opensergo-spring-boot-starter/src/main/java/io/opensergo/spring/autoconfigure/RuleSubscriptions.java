package io.opensergo.spring.autoconfigure;

import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

import io.opensergo.core.protection.ProtectionPlan;
import io.opensergo.core.route.HostNames;
import io.opensergo.core.rule.RuleKind;
import io.opensergo.core.source.RuleSource;

/**
 * Asks the sources for the rules of each service once. Never blocks; safe for all
 * threads. No {@code Consumer}: Spring Cloud Function takes every bean that is one for a
 * function of the application.
 */
final class RuleSubscriptions {

	/**
	 * Names of called services come from the application; more than this are not
	 * subscribed to.
	 */
	private static final int MAX_SERVICES = 10_000;

	private final List<RuleSource> sources;

	private final Set<String> services = ConcurrentHashMap.newKeySet();

	RuleSubscriptions(List<RuleSource> sources) {
		this.sources = List.copyOf(sources);
	}

	/**
	 * Subscribes to the rules of a service that is called.
	 * @param service the service, as it is called
	 */
	void accept(String service) {
		if (this.services.contains(service) || this.services.size() >= MAX_SERVICES || !this.services.add(service)) {
			return;
		}
		subscribe(HostNames.serviceOf(service), RuleKind.TRAFFIC_ROUTER);
		subscribe(HostNames.serviceOf(service), RuleKind.VIRTUAL_WORKLOAD);
	}

	/**
	 * Subscribes to the rules of this application itself.
	 * @param app the name of the application
	 */
	void acceptOwn(String app) {
		subscribe(app, RuleKind.TRAFFIC_LANE);
	}

	/**
	 * Subscribes to the rules that protect this application. Only where something applies
	 * them: a key that nobody reads would still have to be answered.
	 * @param app the name of the application
	 */
	void acceptProtected(String app) {
		ProtectionPlan.KINDS.forEach((kind) -> subscribe(app, kind));
	}

	private void subscribe(String app, RuleKind kind) {
		this.sources.forEach((source) -> source.subscribe(app, kind));
	}

}
