package io.opensergo.controlplane.convert;

import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import io.opensergo.core.route.HostNames;
import io.opensergo.core.rule.Destination;
import io.opensergo.core.rule.Rule;
import io.opensergo.core.rule.TrafficRouter;
import io.opensergo.core.rule.TrafficRouter.HttpRoute;
import io.opensergo.core.rule.VirtualWorkload;
import io.opensergo.core.rule.WeightedDestination;
import org.jspecify.annotations.Nullable;

/**
 * The services that the rules of a namespace name.
 */
final class ConcernedServices {

	private final String namespace;

	private final Map<String, String> services = new LinkedHashMap<>();

	private ConcernedServices(String namespace) {
		this.namespace = namespace;
	}

	static Collection<String> of(List<Rule> rules, String namespace, List<String> others) {
		ConcernedServices services = new ConcernedServices(namespace);
		for (Rule rule : rules) {
			if (rule.metadata().namespace().equals(namespace)) {
				services.add(rule);
			}
		}
		others.forEach(services::add);
		return services.services.values();
	}

	private void add(Rule rule) {
		if (rule instanceof VirtualWorkload workload) {
			add(workload.host());
		}
		if (rule instanceof TrafficRouter router) {
			router.hosts().forEach(this::add);
			router.http().stream().map(HttpRoute::route).flatMap(List::stream).forEach(this::add);
		}
	}

	private void add(WeightedDestination weighted) {
		for (@Nullable
		Destination next = weighted.destination(); next != null; next = next.fallback()) {
			add(next.host());
		}
	}

	private void add(String host) {
		if (!host.startsWith("*")) {
			this.services.putIfAbsent(HostNames.resolve(host, this.namespace), host);
		}
	}

}
