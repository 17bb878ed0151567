package io.opensergo.core.lane;

import java.util.List;
import java.util.random.RandomGenerator;

import io.opensergo.core.route.Caller;
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
	public static final LaneTable EMPTY = new LaneTable();

	private LaneTable() {
	}

	/**
	 * Compiles the lanes that select an application.
	 * @param lanes all lanes
	 * @param application the application and its labels
	 * @return the table
	 */
	public static LaneTable compile(List<TrafficLane> lanes, Caller application) {
		return EMPTY;
	}

	/**
	 * Whether no lane colors at this application.
	 * @return {@code true} when {@link #color} never answers a lane
	 */
	public boolean isEmpty() {
		return true;
	}

	/**
	 * The lane of a request that carries no trusted tag.
	 * @param request the request
	 * @param random draws for shares without a key
	 * @return the lane of the first rule that matches, {@code null} for baseline
	 */
	public @Nullable String color(InboundRequest request, RandomGenerator random) {
		return null;
	}

}
