package io.opensergo.spring.gateway;

import io.micrometer.observation.Observation;
import io.micrometer.observation.ObservationFilter;

import org.springframework.http.server.observation.ServerRequestObservationContext;

/**
 * Adds the decision to the observations of requests to Spring Cloud Gateway on Spring
 * MVC, which makes none of its own.
 */
public final class MvcGatewayDecisionFilter implements ObservationFilter {

	private final GatewayDecisionKeyValues keyValues;

	/**
	 * Creates a filter.
	 * @param keyValues makes the key values
	 */
	public MvcGatewayDecisionFilter(GatewayDecisionKeyValues keyValues) {
		this.keyValues = keyValues;
	}

	@Override
	public Observation.Context map(Observation.Context context) {
		if (context instanceof ServerRequestObservationContext request && request.getCarrier() != null) {
			GatewayDecision decision = GatewayDecision.of(request.getCarrier()::getAttribute);
			context.addLowCardinalityKeyValues(this.keyValues.of(decision));
		}
		return context;
	}

}
