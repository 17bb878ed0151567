package io.opensergo.core.lane;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

import io.opensergo.core.route.HostNames;
import io.opensergo.core.rule.Destination;
import io.opensergo.core.rule.RuleMetadata;
import io.opensergo.core.rule.TrafficLane;
import io.opensergo.core.rule.TrafficRouter;
import io.opensergo.core.rule.VirtualWorkload;
import io.opensergo.core.rule.VirtualWorkload.Subset;
import org.jspecify.annotations.Nullable;

/**
 * Declares the subsets of lanes in the VirtualWorkloads of services. A subset that the
 * user has named after a lane is kept.
 */
final class LaneSubsets {

	private static final String NAME_PREFIX = "opensergo-lane-";

	private static final int MAX_NAME_LENGTH = 63;

	private final String namespace;

	private final Map<String, Map<String, String>> labelsByLane = new LinkedHashMap<>();

	private final List<VirtualWorkload> workloads;

	private final Set<Target> named = new HashSet<>();

	private final Set<String> notes;

	LaneSubsets(String namespace, List<TrafficLane> lanes, List<TrafficRouter> routers, List<VirtualWorkload> workloads,
			Set<String> notes) {
		this.namespace = namespace;
		this.workloads = new ArrayList<>(workloads);
		this.notes = notes;
		lanes.forEach((lane) -> this.labelsByLane.putIfAbsent(lane.lane(), labels(lane)));
		routers.stream()
			.flatMap((router) -> router.http().stream())
			.flatMap((route) -> route.route().stream())
			.forEach((weighted) -> collect(weighted.destination()));
	}

	/**
	 * The default label alone makes an instance part of a lane; other labels count where
	 * a lane does without it.
	 */
	private Map<String, String> labels(TrafficLane lane) {
		Map<String, String> labels = lane.effectiveInstanceLabels();
		if (lane.lane().equals(labels.get(TrafficLane.LANE_LABEL))) {
			return Map.of(TrafficLane.LANE_LABEL, lane.lane());
		}
		this.notes.add(lane.id() + " knows its instances by " + new TreeMap<>(labels)
				+ ": without the lane, other traffic reaches them too; label them " + TrafficLane.LANE_LABEL + ": "
				+ lane.lane() + " as well");
		return labels;
	}

	private void collect(@Nullable Destination destination) {
		for (Destination next = destination; next != null; next = next.fallback()) {
			if (next.subset() != null) {
				this.named.add(new Target(HostNames.resolve(next.host(), this.namespace), next.subset()));
			}
		}
	}

	/**
	 * Declares the lanes of a service.
	 * @param host the full name of the service
	 * @param service the service as rules name it
	 * @return the name of the subset of each lane
	 */
	Map<String, String> declare(String host, String service) {
		List<VirtualWorkload> own = workloadsOf(service);
		Map<String, Subset> subsets = new LinkedHashMap<>();
		own.stream()
			.flatMap((workload) -> workload.subsets().stream())
			.forEach((subset) -> subsets.putIfAbsent(subset.name(), subset));
		List<Subset> added = new ArrayList<>();
		Map<String, String> names = new LinkedHashMap<>();
		this.labelsByLane.forEach((lane, labels) -> {
			Subset kept = subsets.get(lane);
			String name = (kept != null) ? lane : free(host, lane, subsets);
			names.put(lane, name);
			if (kept == null) {
				Subset subset = new Subset(name, name.equals(lane) ? labels : withLaneLabel(labels, lane), null);
				subsets.put(name, subset);
				added.add(subset);
			}
			else if (!kept.labels().equals(labels)) {
				this.notes.add("the subset '" + lane + "' of the service '" + service
						+ "' is kept with its labels, so the lane has no other instances there; "
						+ "without the lane, other traffic reaches them unless they are labeled "
						+ TrafficLane.LANE_LABEL);
			}
		});
		replace(host, service, own, added, List.copyOf(subsets.values()));
		return names;
	}

	/**
	 * A subset that is not named after a lane leaves the instances of lanes out, unless
	 * it asks for the label of one.
	 */
	private Map<String, String> withLaneLabel(Map<String, String> labels, String lane) {
		if (labels.containsKey(TrafficLane.LANE_LABEL)) {
			return labels;
		}
		this.notes.add("the lane '" + lane + "' cannot give its name to a subset, so it reaches instances with "
				+ new TreeMap<>(labels) + " only where they are labeled " + TrafficLane.LANE_LABEL + ": " + lane
				+ " as well; label them");
		Map<String, String> all = new HashMap<>(labels);
		all.put(TrafficLane.LANE_LABEL, lane);
		return all;
	}

	private void replace(String host, String service, List<VirtualWorkload> own, List<Subset> added, List<Subset> all) {
		if (added.isEmpty()) {
			return;
		}
		for (VirtualWorkload workload : own) {
			if (HostNames.candidates(service, this.namespace)
				.contains(HostNames.resolve(workload.host(), this.namespace))) {
				List<Subset> subsets = new ArrayList<>(workload.subsets());
				subsets.addAll(added);
				this.workloads.set(this.workloads.indexOf(workload), new VirtualWorkload(workload.metadata(),
						workload.host(), subsets, workload.trafficPolicy(), workload.exportTo()));
				return;
			}
		}
		VirtualWorkload wildcard = own.isEmpty() ? null : own.get(0);
		this.workloads.add(new VirtualWorkload(
				RuleMetadata.of(this.namespace, NAME_PREFIX + HostNames.serviceOf(host).replace(':', '-')), service,
				all, (wildcard != null) ? wildcard.trafficPolicy() : null,
				(wildcard != null) ? wildcard.exportTo() : List.of()));
	}

	private List<VirtualWorkload> workloadsOf(String service) {
		List<String> names = HostNames.candidates(service, this.namespace);
		for (String name : names) {
			List<VirtualWorkload> exact = this.workloads.stream()
				.filter((workload) -> HostNames.resolve(workload.host(), this.namespace).equals(name))
				.toList();
			if (!exact.isEmpty()) {
				return exact;
			}
		}
		List<VirtualWorkload> found = List.of();
		int length = 1;
		for (VirtualWorkload workload : this.workloads) {
			String wildcard = workload.host();
			if (wildcard.startsWith("*") && wildcard.length() > length
					&& names.stream().anyMatch((name) -> name.endsWith(wildcard.substring(1)))) {
				found = this.workloads.stream().filter((other) -> other.host().equals(wildcard)).toList();
				length = wildcard.length();
			}
		}
		return found;
	}

	/**
	 * A name for the subset of a lane: the lane's, unless it is none or rules mean
	 * another set of instances by it.
	 */
	private String free(String host, String lane, Map<String, Subset> taken) {
		String label = lane.replace('.', '-').replace('_', '-');
		if (label.equals(lane) && !isNamed(host, lane)) {
			return lane;
		}
		String name = shortened("lane-" + label);
		for (int i = 2; taken.containsKey(name) || isNamed(host, name); i++) {
			name = shortened("lane-" + i + "-" + label);
		}
		return name;
	}

	private boolean isNamed(String host, String subset) {
		return this.named.contains(new Target(host, subset));
	}

	private static String shortened(String name) {
		return name.substring(0, Math.min(name.length(), MAX_NAME_LENGTH)).replaceAll("-+$", "");
	}

	List<VirtualWorkload> workloads() {
		return List.copyOf(this.workloads);
	}

	private record Target(String host, String subset) {
	}

}
