package io.opensergo.spring.propagation.observation;

import io.micrometer.observation.Observation;
import io.micrometer.observation.ObservationHandler;
import io.opensergo.core.context.ContextHeaders;
import io.opensergo.core.context.LaneName;
import io.opensergo.core.context.TrafficContext;
import io.opensergo.core.rule.TrafficLane;
import io.opensergo.spring.propagation.HttpHeadersAccess;

import org.springframework.core.Ordered;
import org.springframework.http.HttpHeaders;
import org.springframework.http.client.ClientHttpRequest;
import org.springframework.http.client.observation.ClientRequestObservationContext;

/**
 * Brings the baggage of a request of RestTemplate and RestClient in line with the lane
 * that it has when it is observed, as requests of Spring Cloud Gateway on Spring MVC
 * have: tracing writes its own baggage in place of what is there. An interceptor would do
 * as well, but makes the client buffer every body. Runs on the thread that makes the
 * call, after tracing.
 */
public final class ClientBaggageHandler implements ObservationHandler<ClientRequestObservationContext>, Ordered {

	private final ContextHeaders headers;

	/**
	 * Creates a handler.
	 * @param headers writes the context
	 */
	public ClientBaggageHandler(ContextHeaders headers) {
		this.headers = headers;
	}

	@Override
	public int getOrder() {
		return LOWEST_PRECEDENCE;
	}

	@Override
	public boolean supportsContext(Observation.Context context) {
		return context instanceof ClientRequestObservationContext;
	}

	@Override
	public void onStart(ClientRequestObservationContext context) {
		ClientHttpRequest request = context.getCarrier();
		HttpHeaders headers = (request != null) ? request.getHeaders() : HttpHeaders.EMPTY;
		String lane = LaneName.of(headers.get(TrafficLane.DEFAULT_TRAFFIC_HEADER));
		if (lane != null) {
			this.headers.write(TrafficContext.ofLane(lane), headers, HttpHeadersAccess.INSTANCE);
		}
	}

}
