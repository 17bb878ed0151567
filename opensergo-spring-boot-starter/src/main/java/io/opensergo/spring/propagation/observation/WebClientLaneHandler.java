package io.opensergo.spring.propagation.observation;

import io.micrometer.observation.Observation;
import io.micrometer.observation.ObservationHandler;
import io.opensergo.core.context.TrafficContext;

import org.springframework.web.reactive.function.client.ClientRequestObservationContext;

/**
 * Adds the lane to observations of requests of WebClient when they start, which is where
 * they are subscribed to.
 */
public final class WebClientLaneHandler implements ObservationHandler<ClientRequestObservationContext> {

	private final LaneKeyValue lane;

	/**
	 * Creates a handler.
	 * @param lane makes the key value
	 */
	public WebClientLaneHandler(LaneKeyValue lane) {
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
