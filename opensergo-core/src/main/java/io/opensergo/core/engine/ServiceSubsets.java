package io.opensergo.core.engine;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import io.opensergo.core.balance.ServiceBalancing;
import io.opensergo.core.route.Caller;
import io.opensergo.core.route.HostNames;
import io.opensergo.core.rule.TrafficLane;
import io.opensergo.core.rule.VirtualWorkload;
import io.opensergo.core.workload.WorkloadSubsets;

/**
 * The VirtualWorkloads by service. Several of one host are merged; a wildcard host counts
 * where no other one names the service.
 */
final class ServiceSubsets {

	private final Map<String, List<VirtualWorkload>> byHost;

	private final List<TrafficLane> lanes;

	private final Caller caller;

	private ServiceSubsets(Map<String, List<VirtualWorkload>> byHost, List<TrafficLane> lanes, Caller caller) {
		this.byHost = byHost;
		this.lanes = lanes;
		this.caller = caller;
	}

	static ServiceSubsets compile(List<VirtualWorkload> workloads, List<TrafficLane> lanes, Caller caller) {
		Map<String, List<VirtualWorkload>> byHost = new LinkedHashMap<>();
		for (VirtualWorkload workload : workloads) {
			if (isExported(workload, caller.namespace())) {
				String host = HostNames.resolve(workload.host(), workload.metadata().namespace());
				byHost.computeIfAbsent(host, (name) -> new ArrayList<>()).add(workload);
			}
		}
		byHost.replaceAll((host, all) -> nearest(host, all, caller.namespace()));
		List<TrafficLane> ownLanes = lanes.stream()
			.filter((lane) -> lane.metadata().namespace().equals(caller.namespace()))
			.toList();
		return new ServiceSubsets(byHost, ownLanes, caller);
	}

	private static boolean isExported(VirtualWorkload workload, String namespace) {
		List<String> exportTo = workload.exportTo();
		return exportTo.isEmpty() || exportTo.contains("*") || exportTo.contains(namespace)
				|| (exportTo.contains(".") && workload.metadata().namespace().equals(namespace));
	}

	/**
	 * The rules of the namespace that counts for a host, as in Istio: the caller's own,
	 * else that of the service, else any.
	 */
	private static List<VirtualWorkload> nearest(String host, List<VirtualWorkload> workloads, String namespace) {
		List<VirtualWorkload> own = inNamespace(workloads, namespace);
		if (!own.isEmpty()) {
			return own;
		}
		List<VirtualWorkload> ofService = workloads.stream()
			.filter((workload) -> host.endsWith("." + workload.metadata().namespace() + ".svc.cluster.local"))
			.toList();
		return ofService.isEmpty() ? workloads : ofService;
	}

	private static List<VirtualWorkload> inNamespace(List<VirtualWorkload> workloads, String namespace) {
		return workloads.stream().filter((workload) -> workload.metadata().namespace().equals(namespace)).toList();
	}

	WorkloadSubsets of(String service) {
		return WorkloadSubsets.of(workloads(service), this.lanes);
	}

	ServiceBalancing balancingOf(String service) {
		return ServiceBalancing.of(workloads(service));
	}

	private List<VirtualWorkload> workloads(String service) {
		List<String> names = HostNames.candidates(service, this.caller.namespace());
		for (String name : names) {
			List<VirtualWorkload> workloads = this.byHost.get(name);
			if (workloads != null) {
				return workloads;
			}
		}
		return longestWildcard(names);
	}

	private List<VirtualWorkload> longestWildcard(List<String> names) {
		List<VirtualWorkload> found = List.of();
		int length = 0;
		for (Map.Entry<String, List<VirtualWorkload>> entry : this.byHost.entrySet()) {
			String suffix = entry.getKey().startsWith("*") ? entry.getKey().substring(1) : "";
			if (suffix.length() > length && names.stream().anyMatch((name) -> name.endsWith(suffix))) {
				found = entry.getValue();
				length = suffix.length();
			}
		}
		return found;
	}

}
