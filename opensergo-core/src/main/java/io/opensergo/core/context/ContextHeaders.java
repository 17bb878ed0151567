package io.opensergo.core.context;

import java.util.List;

import io.opensergo.core.rule.TrafficLane;
import org.jspecify.annotations.Nullable;

/**
 * A context as headers: the lane in {@value TrafficLane#DEFAULT_TRAFFIC_HEADER}. The one
 * place that knows what crosses the wire, whatever the carrier is. Safe for all threads.
 */
public final class ContextHeaders {

	private static final String LANE = TrafficLane.DEFAULT_TRAFFIC_HEADER;

	private final OutboundLane outboundLane;

	private final TrafficContext ownContext;

	/**
	 * Creates the headers of an application.
	 * @param outboundLane the lane of its calls
	 */
	public ContextHeaders(OutboundLane outboundLane) {
		this.outboundLane = outboundLane;
		this.ownContext = TrafficContext.ofLane(outboundLane.ownLane());
	}

	/**
	 * Writes what a context carries into an outbound call or message. Only for carriers
	 * that may see it: whoever calls this has checked that. A valid lane that is there
	 * stays, because the code that makes a call has the last word.
	 * @param context the context of the call, {@code null} when no request is being
	 * served
	 * @param carrier the call or message
	 * @param access how its headers are written
	 * @param <C> the type of the carrier
	 */
	public <C> void write(@Nullable TrafficContext context, C carrier, HeaderAccess<C> access) {
		List<String> present = access.values(carrier, LANE);
		if (LaneName.of(present) != null) {
			return;
		}
		String lane = this.outboundLane.of(context);
		if (lane != null && LaneName.isValid(lane)) {
			access.set(carrier, LANE, lane);
		}
		else if (present != null && !present.isEmpty()) {
			access.remove(carrier, LANE);
		}
	}

	/**
	 * Reads the context that a message or a call from inside the chain carries. Its tag
	 * is trusted; an edge colors with the entry rules instead. Whatever is not well
	 * formed is dropped.
	 * @param carrier the call or message
	 * @param access how its headers are read
	 * @param <C> the type of the carrier
	 * @return the context; that of this instance when the carrier names no lane
	 */
	public <C> TrafficContext read(C carrier, HeaderAccess<C> access) {
		String lane = LaneName.of(access.values(carrier, LANE));
		return (lane != null) ? TrafficContext.ofLane(lane) : this.ownContext;
	}

}
