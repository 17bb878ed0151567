package io.opensergo.core.lane;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Predicate;
import java.util.random.RandomGenerator;

import io.opensergo.core.match.ExactIndex;
import io.opensergo.core.match.ExactIndex.ExactValue;
import io.opensergo.core.route.Caller;
import io.opensergo.core.rule.TrafficLane;
import io.opensergo.core.rule.TrafficLane.TrafficMatch;
import org.jspecify.annotations.Nullable;

/**
 * Entry coloring: which lane a request enters at this application. Compiled once per
 * snapshot from the lanes that select the application; immutable.
 */
public final class LaneTable {

	/**
	 * A table that colors nothing.
	 */
	public static final LaneTable EMPTY = new LaneTable(List.of(), ExactIndex.of(List.of()), Set.of(), Set.of());

	/**
	 * The order among lanes: lower priority values first, lanes without one after them,
	 * then by name.
	 */
	static final Comparator<TrafficLane> PRECEDENCE = Comparator
		.comparing(TrafficLane::priority, Comparator.nullsLast(Comparator.naturalOrder()))
		.thenComparing((lane) -> lane.metadata().name());

	private final List<Entry> entries;

	private final ExactIndex<RequestAttribute> index;

	private final Set<String> entered;

	private final Set<String> open;

	private LaneTable(List<Entry> entries, ExactIndex<RequestAttribute> index, Set<String> entered, Set<String> open) {
		this.entries = entries;
		this.index = index;
		this.entered = entered;
		this.open = open;
	}

	/**
	 * Compiles the lanes that select an application.
	 * @param lanes all lanes
	 * @param application the application and its labels
	 * @return the table
	 */
	public static LaneTable compile(List<TrafficLane> lanes, Caller application) {
		List<Entry> entries = new ArrayList<>();
		List<List<ExactValue<RequestAttribute>>> exactValues = new ArrayList<>();
		lanes.stream().filter((lane) -> selects(lane, application)).sorted(PRECEDENCE).forEach((lane) -> {
			if (isPassedAt(lane, application)) {
				entries.add(new Entry(lane.lane(), null));
				exactValues.add(List.of());
			}
			for (TrafficMatch traffic : lane.traffic()) {
				entries.add(new Entry(lane.lane(), TrafficMatcher.of(traffic)));
				exactValues.add(TrafficMatcher.exactValues(traffic));
			}
		});
		return entries.isEmpty() ? EMPTY : new LaneTable(List.copyOf(entries), ExactIndex.of(exactValues),
				names(entries, TrafficMatcher::matchesSome), names(entries, TrafficMatcher::isOpen));
	}

	private static Set<String> names(List<Entry> entries, Predicate<TrafficMatcher> condition) {
		Set<String> names = new TreeSet<>();
		for (Entry entry : entries) {
			if (entry.traffic() != null && condition.test(entry.traffic())) {
				names.add(entry.lane());
			}
		}
		return Set.copyOf(names);
	}

	private static boolean selects(TrafficLane lane, Caller application) {
		return lane.metadata().namespace().equals(application.namespace())
				&& contains(application.labels(), lane.selector());
	}

	/**
	 * Whether the lane colors whatever passes at an application.
	 */
	private static boolean isPassedAt(TrafficLane lane, Caller application) {
		return !lane.workload().isEmpty() && contains(application.labels(), lane.workload());
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
		int first = first(this.index.scanned(), request, random, this.entries.size());
		for (int i = 0; i < this.index.attributes(); i++) {
			String value = this.index.attribute(i).of(request);
			first = first(this.index.positions(i, value), request, random, first);
		}
		return (first < this.entries.size()) ? this.entries.get(first).lane() : null;
	}

	/**
	 * The lanes that a request can enter here by what it looks like. A lane whose only
	 * share is 0 is none of them.
	 * @return the names
	 */
	public Set<String> entered() {
		return this.entered;
	}

	/**
	 * The lanes that any client can enter here by what it writes into a request: no
	 * condition asks where the request comes from.
	 * @return the names, some of {@link #entered()}
	 */
	public Set<String> open() {
		return this.open;
	}

	private int first(int[] positions, InboundRequest request, RandomGenerator random, int bound) {
		for (int position : positions) {
			if (position >= bound) {
				return bound;
			}
			TrafficMatcher traffic = this.entries.get(position).traffic();
			if (traffic == null || traffic.matches(request, random)) {
				return position;
			}
		}
		return bound;
	}

	/**
	 * One way into a lane.
	 *
	 * @param lane the lane
	 * @param traffic what the request has to look like, {@code null} for every request
	 */
	private record Entry(String lane, @Nullable TrafficMatcher traffic) {
	}

}
