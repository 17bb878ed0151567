package io.opensergo.spring.propagation.observation;

import io.micrometer.common.KeyValue;
import io.opensergo.core.context.OutboundLane;
import io.opensergo.core.context.TrafficContext;
import io.opensergo.core.engine.RuleEngine;
import org.jspecify.annotations.Nullable;

/**
 * The lane as a key value of low cardinality. Tags come from outside: only lanes that the
 * rules in force know, and that of this instance, are values of their own. Safe for all
 * threads.
 */
public final class LaneKeyValue {

	/**
	 * The key.
	 */
	public static final String KEY = "lane";

	/**
	 * The value of requests without a lane.
	 */
	public static final KeyValue NONE = KeyValue.of(KEY, "none");

	/**
	 * The value of requests in a lane that is none of the known ones.
	 */
	public static final KeyValue OTHER = KeyValue.of(KEY, "other");

	private final RuleEngine engine;

	private final OutboundLane outboundLane;

	/**
	 * Creates the key value of an application.
	 * @param engine the rules in force
	 * @param outboundLane the lane of this instance
	 */
	public LaneKeyValue(RuleEngine engine, OutboundLane outboundLane) {
		this.engine = engine;
		this.outboundLane = outboundLane;
	}

	/**
	 * The key value of a call.
	 * @param context the context under which it is made, {@code null} when no request is
	 * being served
	 * @return the key value
	 */
	KeyValue ofCall(@Nullable TrafficContext context) {
		return of(this.outboundLane.of(context));
	}

	/**
	 * The key value of a lane.
	 * @param lane the lane, {@code null} for baseline
	 * @return the key value
	 */
	KeyValue of(@Nullable String lane) {
		if (lane == null) {
			return NONE;
		}
		boolean known = lane.equals(this.outboundLane.ownLane()) || this.engine.current().laneNames().contains(lane);
		return known ? KeyValue.of(KEY, lane) : OTHER;
	}

}
