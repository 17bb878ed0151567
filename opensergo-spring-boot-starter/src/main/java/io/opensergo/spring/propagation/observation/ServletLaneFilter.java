package io.opensergo.spring.propagation.observation;

import io.micrometer.observation.Observation;
import io.micrometer.observation.ObservationFilter;
import io.opensergo.core.context.TrafficContext;

import org.springframework.http.server.observation.ServerRequestObservationContext;

/**
 * Adds the lane to observations of servlet requests. They may end on any thread, so that
 * the lane is that of the request and not that of the thread.
 */
public final class ServletLaneFilter implements ObservationFilter {

	private final LaneKeyValue lane;

	/**
	 * Creates a filter.
	 * @param lane makes the key value
	 */
	public ServletLaneFilter(LaneKeyValue lane) {
		this.lane = lane;
	}

	@Override
	public Observation.Context map(Observation.Context context) {
		if (context instanceof ServerRequestObservationContext server && server.getCarrier() != null) {
			Object traffic = server.getCarrier().getAttribute(TrafficContext.CARRIER_KEY);
			String name = (traffic instanceof TrafficContext known) ? known.lane() : null;
			context.addLowCardinalityKeyValue(this.lane.of(name));
		}
		return context;
	}

}
