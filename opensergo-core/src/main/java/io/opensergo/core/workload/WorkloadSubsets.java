package io.opensergo.core.workload;

import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

import io.opensergo.core.rule.TrafficLane;
import io.opensergo.core.rule.VirtualWorkload;
import org.jspecify.annotations.Nullable;

/**
 * Which labels make a subset or a lane of one service. Immutable.
 *
 * <p>
 * An instance is in a lane when it carries the label {@code opensergo.io/lane} with the
 * lane's name, or all {@code instanceLabels} of the TrafficLane, or all labels of a
 * VirtualWorkload subset that is named after the lane.
 */
public final class WorkloadSubsets {

	/**
	 * No VirtualWorkload and no TrafficLane: only the default labels count.
	 */
	public static final WorkloadSubsets NONE = new WorkloadSubsets(Map.of(), Map.of());

	private final Map<String, Map<String, String>> subsets;

	private final Map<String, Map<String, String>> lanes;

	/**
	 * The lanes that the lane label alone does not tell: to be asked one by one.
	 */
	private final List<String> lanesByOtherLabels;

	private WorkloadSubsets(Map<String, Map<String, String>> subsets, Map<String, Map<String, String>> lanes) {
		this.subsets = Map.copyOf(subsets);
		this.lanes = Map.copyOf(lanes);
		this.lanesByOtherLabels = lanes.entrySet()
			.stream()
			.filter((lane) -> subsets.containsKey(lane.getKey())
					|| !lane.getValue().equals(Map.of(TrafficLane.LANE_LABEL, lane.getKey())))
			.map(Map.Entry::getKey)
			.toList();
	}

	/**
	 * The definition for one service.
	 * @param workloads the VirtualWorkloads of the service; of equal subset names the
	 * first one counts
	 * @param lanes all lanes of the namespace
	 * @return the definition
	 */
	public static WorkloadSubsets of(List<VirtualWorkload> workloads, List<TrafficLane> lanes) {
		Map<String, Map<String, String>> subsets = new HashMap<>();
		workloads.stream()
			.flatMap((workload) -> workload.subsets().stream())
			.forEach((subset) -> subsets.putIfAbsent(subset.name(), subset.labels()));
		Map<String, Map<String, String>> laneLabels = new HashMap<>();
		lanes.forEach((lane) -> laneLabels.putIfAbsent(lane.lane(), lane.effectiveInstanceLabels()));
		return (subsets.isEmpty() && laneLabels.isEmpty()) ? NONE : new WorkloadSubsets(subsets, laneLabels);
	}

	/**
	 * The names of the declared subsets.
	 * @return the names
	 */
	public Set<String> names() {
		return this.subsets.keySet();
	}

	@Nullable Map<String, String> labelsOf(String subset) {
		return this.subsets.get(subset);
	}

	boolean isInLane(Map<String, String> instance, String lane) {
		if (lane.equals(instance.get(TrafficLane.LANE_LABEL))) {
			return true;
		}
		Map<String, String> known = this.lanes.get(lane);
		if (known == null) {
			return false;
		}
		Map<String, String> subset = this.subsets.get(lane);
		return contains(instance, known) || (subset != null && contains(instance, subset));
	}

	/**
	 * The lanes of an instance.
	 * @param instance its labels
	 * @return the lanes, empty for an instance of the baseline
	 */
	Set<String> lanesOf(Map<String, String> instance) {
		String label = instance.get(TrafficLane.LANE_LABEL);
		if (this.lanesByOtherLabels.isEmpty()) {
			return (label != null && !label.isEmpty()) ? Set.of(label) : Set.of();
		}
		Set<String> lanes = new HashSet<>();
		if (label != null && !label.isEmpty()) {
			lanes.add(label);
		}
		for (String lane : this.lanesByOtherLabels) {
			if (isInLane(instance, lane)) {
				lanes.add(lane);
			}
		}
		return lanes;
	}

	static boolean contains(Map<String, String> instance, Map<String, String> labels) {
		for (Map.Entry<String, String> label : labels.entrySet()) {
			if (!label.getValue().equals(instance.get(label.getKey()))) {
				return false;
			}
		}
		return true;
	}

}
