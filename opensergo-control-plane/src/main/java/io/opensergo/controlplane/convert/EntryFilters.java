package io.opensergo.controlplane.convert;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;

import io.opensergo.core.lane.LaneRoutes;
import io.opensergo.core.rule.RuleId;
import io.opensergo.core.rule.TrafficLane;
import org.jspecify.annotations.Nullable;

/**
 * The filters that color requests at the entries of a namespace. A filter holds lanes
 * that follow each other and select the same workloads; where a workload has several
 * filters, their priorities keep the order of the lanes.
 */
final class EntryFilters {

	private static final String NAME_PREFIX = "opensergo-lane-entry-";

	private static final String EDGE = "opensergo-lane-edge";

	/**
	 * The step between priorities that Istio recommends.
	 */
	private static final int PRIORITY_STEP = 10;

	private final List<EntryFilter> filters = new ArrayList<>();

	private int priority;

	private final Set<String> notes = new LinkedHashSet<>();

	private final Set<String> names = new LinkedHashSet<>();

	private @Nullable String name;

	private Map<String, String> selector = Map.of();

	private ColoringScript script = new ColoringScript();

	private EntryFilters(List<TrafficLane> lanes, String namespace, Map<String, String> edge) {
		if (!edge.isEmpty() && !lanes.isEmpty()) {
			this.filters.add(new EntryFilter(EDGE, edge, 0, StrippingScript.of(lanes)));
		}
		Map<RuleId, TrafficLane> byId = lanes.stream()
			.collect(Collectors.toMap(TrafficLane::id, Function.identity(), (first, second) -> first));
		LaneRoutes.compile(lanes, namespace).forEach((route) -> add(Objects.requireNonNull(byId.get(route.rule()))));
		close();
		if (this.filters.isEmpty()) {
			return;
		}
		this.notes.add("an EnvoyFilter is for workloads of its namespace: write it into that of the entry"
				+ " when it is not '" + namespace + "'");
		if (edge.isEmpty()) {
			this.notes.add("a tag that a request brings along is kept, so anyone outside can choose a lane;"
					+ " name the workloads at the edge, such as --edge app=gateway, to have it removed there");
		}
	}

	/**
	 * Writes the filters of lanes.
	 * @param lanes the lanes
	 * @param namespace the namespace whose lanes count
	 * @param edge the labels of the workloads where tags from outside are removed; empty
	 * for none
	 * @return the filters
	 */
	static EntryFilters of(List<TrafficLane> lanes, String namespace, Map<String, String> edge) {
		return new EntryFilters(lanes, namespace, edge);
	}

	private void add(TrafficLane lane) {
		if (!lane.workload().isEmpty()) {
			addWorkload(lane);
		}
		for (int i = 0; i < lane.traffic().size(); i++) {
			LuaCondition condition = LuaCondition.of(lane.traffic().get(i));
			if (condition.unsaid().isEmpty()) {
				add(lane, lane.selector(), condition.expression());
			}
			else {
				noteUnsaid(lane, i, condition.unsaid());
			}
		}
	}

	/**
	 * Every request at instances with the labels of the entry and of the workload.
	 */
	private void addWorkload(TrafficLane lane) {
		Map<String, String> both = new HashMap<>(lane.selector());
		for (Map.Entry<String, String> label : lane.workload().entrySet()) {
			String other = both.put(label.getKey(), label.getValue());
			if (other != null && !other.equals(label.getValue())) {
				this.notes
					.add(lane.id() + ": no instance is " + label.getKey() + ": " + other + " and " + label.getKey()
							+ ": " + label.getValue() + " at once, so workload.selector colors nothing; mend the rule");
				return;
			}
		}
		add(lane, both, "true");
	}

	private void noteUnsaid(TrafficLane lane, int index, Collection<String> unsaid) {
		String fields = unsaid.stream()
			.map((field) -> "rules.traffic[" + index + "].http." + field)
			.collect(Collectors.joining(", "));
		this.notes.add(lane.id() + ": Lua cannot say " + fields + " exactly, so the EnvoyFilter leaves this block out,"
				+ " and lanes after it may take its requests; set the header " + TrafficLane.DEFAULT_TRAFFIC_HEADER
				+ ": " + lane.lane()
				+ " in the VirtualService of the entry, or let an application with OpenSergo be the entry");
	}

	private void add(TrafficLane lane, Map<String, String> workloads, String condition) {
		if (this.name == null || !this.selector.equals(workloads)) {
			close();
			this.name = free(lane.metadata().name());
			this.selector = workloads;
			this.script = new ColoringScript();
		}
		this.script.add(lane.lane(), condition);
	}

	private String free(String lane) {
		String free = NAME_PREFIX + lane;
		for (int i = 2; !this.names.add(free); i++) {
			free = NAME_PREFIX + lane + "-" + i;
		}
		return free;
	}

	private void close() {
		if (this.name != null) {
			this.priority += PRIORITY_STEP;
			this.filters.add(new EntryFilter(this.name, this.selector, this.priority, this.script.text()));
		}
	}

	List<EntryFilter> filters() {
		return Collections.unmodifiableList(this.filters);
	}

	Set<String> notes() {
		return Collections.unmodifiableSet(this.notes);
	}

}
