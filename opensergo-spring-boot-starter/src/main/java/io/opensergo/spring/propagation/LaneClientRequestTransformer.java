package io.opensergo.spring.propagation;

import io.opensergo.core.context.ContextHeaders;
import io.opensergo.core.context.TrafficContext;

import org.springframework.cloud.client.ServiceInstance;
import org.springframework.cloud.client.loadbalancer.reactive.LoadBalancerClientRequestTransformer;
import org.springframework.web.reactive.function.client.ClientRequest;

/**
 * Writes the traffic context on load-balanced requests of WebClient. Spring Cloud calls
 * it for every such request and for no other. It reads the context that
 * {@link LaneExchangeFilterFunction} has found, else that of the thread, which Reactor
 * restores with {@code spring.reactor.context-propagation=auto}.
 */
public final class LaneClientRequestTransformer implements LoadBalancerClientRequestTransformer {

	private final ContextHeaders headers;

	/**
	 * Creates a transformer.
	 * @param headers writes the context
	 */
	public LaneClientRequestTransformer(ContextHeaders headers) {
		this.headers = headers;
	}

	@Override
	public ClientRequest transformRequest(ClientRequest request, ServiceInstance instance) {
		TrafficContext context = request.attribute(TrafficContext.CARRIER_KEY)
			.filter(TrafficContext.class::isInstance)
			.map(TrafficContext.class::cast)
			.orElseGet(TrafficContext::currentOrNull);
		if (!this.headers.concerns(context, request.headers(), HttpHeadersAccess.INSTANCE)) {
			return request;
		}
		return ClientRequest.from(request)
			.headers((headers) -> this.headers.write(context, headers, HttpHeadersAccess.INSTANCE))
			.build();
	}

}
