package io.opensergo.spring.propagation;

import java.util.List;

import io.opensergo.core.context.LaneName;
import io.opensergo.core.context.OutboundLane;
import io.opensergo.core.context.TrafficContext;
import io.opensergo.core.rule.TrafficLane;
import org.jspecify.annotations.Nullable;

import org.springframework.http.HttpHeaders;

/**
 * Writes the lane header of outbound requests. A valid header that the application set by
 * hand wins over the context; an invalid one does not leave. Safe for all threads.
 */
public final class LaneWriter {

	/**
	 * The header.
	 */
	static final String HEADER = TrafficLane.DEFAULT_TRAFFIC_HEADER;

	private final OutboundLane outboundLane;

	/**
	 * Creates a writer.
	 * @param outboundLane the lane of calls
	 */
	public LaneWriter(OutboundLane outboundLane) {
		this.outboundLane = outboundLane;
	}

	/**
	 * Writes the header for a call that is made on the current thread.
	 * @param headers the headers of the request, mutable
	 */
	void write(HttpHeaders headers) {
		List<String> present = headers.get(HEADER);
		String value = valueFor(present, TrafficContext.currentOrNull());
		if (value != null) {
			headers.set(HEADER, value);
		}
		else if (present != null) {
			headers.remove(HEADER);
		}
	}

	/**
	 * What the header of a call has to be.
	 * @param present the values that are there, {@code null} for none
	 * @param context the context of the call, {@code null} when no request is served
	 * @return the value, {@code null} for no header
	 */
	@Nullable String valueFor(@Nullable List<String> present, @Nullable TrafficContext context) {
		String chosen = LaneName.of(present);
		if (chosen != null) {
			return chosen;
		}
		String lane = this.outboundLane.of(context);
		return LaneName.isValid(lane) ? lane : null;
	}

}
