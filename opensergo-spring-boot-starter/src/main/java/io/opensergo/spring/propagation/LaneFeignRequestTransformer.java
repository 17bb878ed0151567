package io.opensergo.spring.propagation;

import java.util.Collection;
import java.util.Map;
import java.util.TreeMap;

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

	private final ContextHeaders headers;

	/**
	 * Creates a transformer.
	 * @param headers writes the context
	 */
	public LaneFeignRequestTransformer(ContextHeaders headers) {
		this.headers = headers;
	}

	@Override
	public Request transformRequest(Request request, ServiceInstance instance) {
		TrafficContext context = TrafficContext.currentOrNull();
		if (!this.headers.concerns(context, request.headers(), FeignHeadersAccess.INSTANCE)) {
			return request;
		}
		Map<String, Collection<String>> headers = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
		headers.putAll(request.headers());
		this.headers.write(context, headers, FeignHeadersAccess.INSTANCE);
		return Request.create(request.httpMethod(), request.url(), headers, request.body(), request.charset(),
				request.requestTemplate());
	}

}
