package io.opensergo.spring.propagation.observation;

import io.micrometer.observation.Observation;
import io.micrometer.observation.ObservationHandler;
import io.opensergo.core.context.TrafficContext;

import org.springframework.http.client.observation.ClientRequestObservationContext;

/**
 * Adds the lane to observations of requests of RestTemplate and RestClient when they
 * start, which is on the thread that makes the call.
 */
public final class ClientLaneHandler implements ObservationHandler<ClientRequestObservationContext> {

	private final LaneKeyValue lane;

	/**
	 * Creates a handler.
	 * @param lane makes the key value
	 */
	public ClientLaneHandler(LaneKeyValue lane) {
		this.lane = lane;
	}

	@Override
	public boolean supportsContext(Observation.Context context) {
		return context instanceof ClientRequestObservationContext;
	}

	@Override
	public void onStart(ClientRequestObservationContext context) {
		context.addLowCardinalityKeyValue(this.lane.ofCall(TrafficContext.currentOrNull()));
	}

}
