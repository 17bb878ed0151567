package io.opensergo.spring.propagation;

import io.opensergo.core.context.ContextHeaders;
import io.opensergo.core.context.TrafficContext;
import org.jspecify.annotations.Nullable;

import org.springframework.cloud.client.ServiceInstance;
import org.springframework.cloud.client.loadbalancer.LoadBalancerRequestTransformer;
import org.springframework.http.HttpRequest;

/**
 * Writes the traffic context on load-balanced requests of RestTemplate and RestClient,
 * HTTP service clients on top of them included. Spring Cloud calls it for every such
 * request and for no other.
 */
public final class LaneRequestTransformer implements LoadBalancerRequestTransformer {

	private static final String OPT_OUT = LaneRequestTransformer.class.getName() + ".optOut";

	private final ContextHeaders headers;

	/**
	 * Creates a transformer.
	 * @param headers writes the context
	 */
	public LaneRequestTransformer(ContextHeaders headers) {
		this.headers = headers;
	}

	/**
	 * Keeps the lane off a request.
	 * @param request the request, not yet balanced
	 */
	public static void optOut(HttpRequest request) {
		request.getAttributes().put(OPT_OUT, true);
	}

	@Override
	public HttpRequest transformRequest(HttpRequest request, @Nullable ServiceInstance instance) {
		if (request.getAttributes().containsKey(OPT_OUT)) {
			return request;
		}
		this.headers.write(TrafficContext.currentOrNull(), request.getHeaders(), HttpHeadersAccess.INSTANCE);
		return request;
	}

}
