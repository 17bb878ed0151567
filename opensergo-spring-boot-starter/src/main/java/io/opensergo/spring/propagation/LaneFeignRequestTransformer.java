package io.opensergo.spring.propagation;

import feign.Request;
import io.opensergo.core.context.ContextHeaders;
import io.opensergo.core.context.TrafficContext;

import org.springframework.cloud.client.ServiceInstance;
import org.springframework.cloud.openfeign.loadbalancer.LoadBalancerFeignRequestTransformer;

/**
 * Writes the traffic context on load-balanced requests of OpenFeign. Spring Cloud calls
 * it for every such request and for no other.
 */
public final class LaneFeignRequestTransformer implements LoadBalancerFeignRequestTransformer {

	private final FeignRequestHeaders headers;

	/**
	 * Creates a transformer.
	 * @param headers writes the context
	 */
	public LaneFeignRequestTransformer(ContextHeaders headers) {
		this.headers = new FeignRequestHeaders(headers);
	}

	@Override
	public Request transformRequest(Request request, ServiceInstance instance) {
		return this.headers.written(request, TrafficContext.currentOrNull());
	}

}
