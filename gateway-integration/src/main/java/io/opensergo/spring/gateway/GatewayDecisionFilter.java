package io.opensergo.spring.gateway;

import io.micrometer.observation.Observation;
import io.micrometer.observation.ObservationFilter;

import org.springframework.cloud.gateway.filter.headers.observation.GatewayContext;

/**
 * Adds the decision to the observation that Spring Cloud Gateway on WebFlux makes of each
 * call to a service.
 */
public final class GatewayDecisionFilter implements ObservationFilter {

	private final GatewayDecisionKeyValues keyValues;

	/**
	 * Creates a filter.
	 * @param keyValues makes the key values
	 */
	public GatewayDecisionFilter(GatewayDecisionKeyValues keyValues) {
		this.keyValues = keyValues;
	}

	@Override
	public Observation.Context map(Observation.Context context) {
		if (context instanceof GatewayContext call) {
			GatewayDecision decision = GatewayDecision.of(call.getServerWebExchange()::getAttribute);
			context.addLowCardinalityKeyValues(this.keyValues.of(decision));
		}
		return context;
	}

}
