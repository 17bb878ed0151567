package io.opensergo.spring.propagation.observation;

import io.micrometer.observation.Observation;
import io.micrometer.observation.ObservationFilter;
import io.opensergo.core.context.TrafficContext;

import org.springframework.http.server.reactive.observation.ServerRequestObservationContext;

/**
 * Adds the lane to observations of reactive requests: that of the exchange, on whatever
 * thread they end.
 */
public final class ReactiveLaneFilter implements ObservationFilter {

	private final LaneKeyValue lane;

	/**
	 * Creates a filter.
	 * @param lane makes the key value
	 */
	public ReactiveLaneFilter(LaneKeyValue lane) {
		this.lane = lane;
	}

	@Override
	public Observation.Context map(Observation.Context context) {
		if (context instanceof ServerRequestObservationContext server) {
			Object traffic = server.getAttributes().get(TrafficContext.CARRIER_KEY);
			String name = (traffic instanceof TrafficContext known) ? known.lane() : null;
			context.addLowCardinalityKeyValue(this.lane.of(name));
		}
		return context;
	}

}
