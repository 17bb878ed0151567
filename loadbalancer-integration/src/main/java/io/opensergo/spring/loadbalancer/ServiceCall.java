package io.opensergo.spring.loadbalancer;

import java.util.Map;

import io.opensergo.core.context.TrafficContext;
import org.jspecify.annotations.Nullable;

import org.springframework.cloud.client.loadbalancer.Request;
import org.springframework.cloud.client.loadbalancer.RequestData;

/**
 * A call for which an instance is chosen. What its context carries is not among its
 * headers yet.
 *
 * @param request the call as Spring Cloud describes it, {@code null} for nothing
 * @param carried the headers that the context carries, by lower-case name
 */
record ServiceCall(@Nullable Request<?> request, Map<String, String> carried) {

	/**
	 * No call: whatever all calls have in common.
	 */
	static final ServiceCall NONE = new ServiceCall(null, Map.of());

	static ServiceCall of(@Nullable Request<?> request, @Nullable TrafficContext context) {
		Map<String, String> carried = (context != null) ? context.carried() : Map.of();
		return (request == null && carried.isEmpty()) ? NONE : new ServiceCall(request, carried);
	}

	@Nullable RequestData data() {
		return ClientRouteRequest.dataOf(this.request);
	}

}
