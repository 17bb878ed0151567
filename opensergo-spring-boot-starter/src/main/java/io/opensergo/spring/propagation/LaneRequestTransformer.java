package io.opensergo.spring.propagation;

import org.jspecify.annotations.Nullable;

import org.springframework.cloud.client.ServiceInstance;
import org.springframework.cloud.client.loadbalancer.LoadBalancerRequestTransformer;
import org.springframework.http.HttpRequest;

/**
 * Writes the lane header on load-balanced requests of RestTemplate and RestClient, HTTP
 * service clients on top of them included. Spring Cloud calls it for every such request
 * and for no other.
 */
public final class LaneRequestTransformer implements LoadBalancerRequestTransformer {

	private final LaneWriter writer;

	/**
	 * Creates a transformer.
	 * @param writer writes the header
	 */
	public LaneRequestTransformer(LaneWriter writer) {
		this.writer = writer;
	}

	@Override
	public HttpRequest transformRequest(HttpRequest request, @Nullable ServiceInstance instance) {
		this.writer.write(request.getHeaders());
		return request;
	}

}
