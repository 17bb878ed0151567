package io.opensergo.core.lane;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.random.RandomGenerator;

import io.opensergo.core.route.Caller;
import io.opensergo.core.rule.RuleId;
import io.opensergo.core.rule.TrafficLane;
import org.jspecify.annotations.Nullable;

/**
 * Entry coloring: which lane a request enters at this application. Compiled once per
 * snapshot from the lanes that select the application; immutable.
 */
public final class LaneTable {

	/**
	 * A table that colors nothing.
	 */
	public static final LaneTable EMPTY = new LaneTable(List.of());

	/**
	 * The order among lanes: lower priority values first, lanes without one after them,
	 * then by name.
	 */
	static final Comparator<TrafficLane> PRECEDENCE = Comparator
		.comparing(TrafficLane::priority, Comparator.nullsLast(Comparator.naturalOrder()))
		.thenComparing((lane) -> lane.metadata().name());

	private final List<Entry> entries;

	private LaneTable(List<Entry> entries) {
		this.entries = entries;
	}

	/**
	 * Compiles the lanes that select an application.
	 * @param lanes all lanes
	 * @param application the application and its labels
	 * @return the table
	 */
	public static LaneTable compile(List<TrafficLane> lanes, Caller application) {
		List<Entry> entries = new ArrayList<>();
		lanes.stream()
			.filter((lane) -> selects(lane, application))
			.sorted(PRECEDENCE)
			.forEach((lane) -> entries.add(entry(lane, application)));
		return entries.isEmpty() ? EMPTY : new LaneTable(List.copyOf(entries));
	}

	private static boolean selects(TrafficLane lane, Caller application) {
		return lane.metadata().namespace().equals(application.namespace())
				&& contains(application.labels(), lane.selector());
	}

	private static Entry entry(TrafficLane lane, Caller application) {
		boolean ownWorkload = !lane.workload().isEmpty() && contains(application.labels(), lane.workload());
		List<TrafficMatcher> traffic = lane.traffic().stream().map(TrafficMatcher::of).toList();
		return new Entry(lane.id(), lane.lane(), ownWorkload, traffic);
	}

	private static boolean contains(Map<String, String> all, Map<String, String> part) {
		return all.entrySet().containsAll(part.entrySet());
	}

	/**
	 * Whether no lane colors at this application.
	 * @return {@code true} when {@link #color} never answers a lane
	 */
	public boolean isEmpty() {
		return this.entries.isEmpty();
	}

	/**
	 * The lane of a request that carries no trusted tag.
	 * @param request the request
	 * @param random draws for shares without a key
	 * @return the lane of the first rule that matches, {@code null} for baseline
	 */
	public @Nullable String color(InboundRequest request, RandomGenerator random) {
		for (int i = 0; i < this.entries.size(); i++) {
			Entry entry = this.entries.get(i);
			if (entry.matches(request, random)) {
				return entry.lane();
			}
		}
		return null;
	}

	private record Entry(RuleId rule, String lane, boolean ownWorkload, List<TrafficMatcher> traffic) {

		boolean matches(InboundRequest request, RandomGenerator random) {
			if (this.ownWorkload) {
				return true;
			}
			for (int i = 0; i < this.traffic.size(); i++) {
				if (this.traffic.get(i).matches(request, random)) {
					return true;
				}
			}
			return false;
		}

	}

}
