package io.opensergo.core.workload;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import java.util.function.Predicate;

import io.opensergo.core.rule.TrafficLane;
import org.jspecify.annotations.Nullable;

/**
 * The instances of one service split by subset and lane. Built once per list of instances
 * and rule version; choosing a subset is a lookup. Safe for all threads.
 *
 * @param <T> the type of an instance
 */
public final class SubsetIndex<T> {

	/**
	 * The label that a subset without a VirtualWorkload names, as existing users of
	 * OpenSergo have deployed it.
	 */
	private static final String VERSION_LABEL = "version";

	/**
	 * Subset names come from rules, but lane names also from requests; more than this are
	 * not remembered.
	 */
	private static final int MAX_SUBSETS = 1024;

	private final List<Member<T>> members;

	private final WorkloadSubsets workload;

	private final List<T> baseline;

	private final Map<String, List<T>> lanes;

	private final Map<String, List<T>> subsets = new ConcurrentHashMap<>();

	private SubsetIndex(List<Member<T>> members, WorkloadSubsets workload, List<T> baseline,
			Map<String, List<T>> lanes) {
		this.members = members;
		this.workload = workload;
		this.baseline = baseline;
		this.lanes = lanes;
	}

	/**
	 * Splits a list.
	 * @param <T> the type of an instance
	 * @param instances all instances of the service
	 * @param labels the labels of an instance
	 * @param workload which labels make a subset or a lane
	 * @return the index
	 */
	public static <T> SubsetIndex<T> of(List<T> instances, Function<T, Map<String, String>> labels,
			WorkloadSubsets workload) {
		List<Member<T>> members = new ArrayList<>(instances.size());
		List<T> baseline = new ArrayList<>(instances.size());
		Map<String, List<T>> lanes = new HashMap<>();
		for (T instance : instances) {
			Map<String, String> instanceLabels = labels.apply(instance);
			Set<String> instanceLanes = workload.lanesOf(instanceLabels);
			members.add(new Member<>(instance, instanceLabels, instanceLanes));
			if (instanceLanes.isEmpty()) {
				baseline.add(instance);
			}
			instanceLanes.forEach((lane) -> lanes.computeIfAbsent(lane, (name) -> new ArrayList<>()).add(instance));
		}
		lanes.replaceAll((name, list) -> List.copyOf(list));
		boolean allBaseline = baseline.size() == instances.size();
		return new SubsetIndex<>(members, workload, allBaseline ? instances : List.copyOf(baseline), lanes);
	}

	/**
	 * The instances that a destination of a rule names. Instances of a lane are left out
	 * unless the subset itself asks for the lane: traffic without a lane never reaches a
	 * lane by accident.
	 * @param subset the subset, {@code null} for the baseline: the instances that are in
	 * no lane
	 * @return the instances, the list given to {@link #of} itself when all belong; empty
	 * when there is none
	 */
	public List<T> instances(@Nullable String subset) {
		if (subset == null) {
			return this.baseline;
		}
		List<T> known = this.subsets.get(subset);
		if (known != null) {
			return known;
		}
		List<T> selected = select(subset);
		if (this.subsets.size() < MAX_SUBSETS) {
			this.subsets.put(subset, selected);
		}
		return selected;
	}

	/**
	 * The instances of a lane.
	 * @param lane the lane
	 * @return the instances, empty when the service has none in the lane
	 */
	public List<T> lane(String lane) {
		return this.lanes.getOrDefault(lane, List.of());
	}

	private List<T> select(String subset) {
		Map<String, String> declared = this.workload.labelsOf(subset);
		if (declared != null) {
			boolean asksForLane = declared.containsKey(TrafficLane.LANE_LABEL);
			return select((member) -> WorkloadSubsets.contains(member.labels(), declared)
					&& (asksForLane || member.isOpenTo(subset)));
		}
		List<T> byVersion = select(
				(member) -> subset.equals(member.labels().get(VERSION_LABEL)) && member.isOpenTo(subset));
		return byVersion.isEmpty() ? lane(subset) : byVersion;
	}

	private List<T> select(Predicate<Member<T>> condition) {
		return this.members.stream().filter(condition).map(Member::instance).toList();
	}

	private record Member<T>(T instance, Map<String, String> labels, Set<String> lanes) {

		boolean isOpenTo(String subset) {
			return this.lanes.isEmpty() || this.lanes.contains(subset);
		}

	}

}
