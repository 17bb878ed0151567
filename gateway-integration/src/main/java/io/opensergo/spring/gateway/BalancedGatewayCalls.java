package io.opensergo.spring.gateway;

import java.net.URI;
import java.util.Map;

import org.jspecify.annotations.Nullable;

import org.springframework.cloud.client.ServiceInstance;
import org.springframework.cloud.client.loadbalancer.CompletionContext;
import org.springframework.cloud.client.loadbalancer.LoadBalancerLifecycle;
import org.springframework.cloud.client.loadbalancer.Request;
import org.springframework.cloud.client.loadbalancer.RequestDataContext;
import org.springframework.cloud.client.loadbalancer.Response;
import org.springframework.cloud.gateway.server.mvc.common.MvcUtils;

/**
 * Remembers, in the attributes of a request that passes Spring Cloud Gateway on Spring
 * MVC, which URL the load balancer chose. Nothing else tells a service of the chain from
 * any other host there.
 */
public final class BalancedGatewayCalls implements LoadBalancerLifecycle<RequestDataContext, Object, ServiceInstance> {

	/**
	 * The attribute.
	 */
	static final String URL_ATTRIBUTE = BalancedGatewayCalls.class.getName() + ".url";

	@Override
	public void onStart(Request<RequestDataContext> request) {
		// nothing is chosen yet
	}

	@Override
	public void onStartRequest(Request<RequestDataContext> request, Response<ServiceInstance> response) {
		Map<String, Object> attributes = attributes(request);
		if (attributes != null && attributes.get(MvcUtils.GATEWAY_REQUEST_URL_ATTR) instanceof URI url) {
			attributes.put(URL_ATTRIBUTE, url);
		}
	}

	@Override
	public void onComplete(CompletionContext<Object, ServiceInstance, RequestDataContext> completion) {
		// the request is gone
	}

	private static @Nullable Map<String, Object> attributes(Request<?> request) {
		return (request.getContext() instanceof RequestDataContext context && context.getClientRequest() != null)
				? context.getClientRequest().getAttributes() : null;
	}

}
