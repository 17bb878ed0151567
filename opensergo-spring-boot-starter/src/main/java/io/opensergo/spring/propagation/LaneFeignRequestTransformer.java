package io.opensergo.spring.propagation;

import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

import feign.Request;
import io.opensergo.core.context.TrafficContext;
import org.jspecify.annotations.Nullable;

import org.springframework.cloud.client.ServiceInstance;
import org.springframework.cloud.openfeign.loadbalancer.LoadBalancerFeignRequestTransformer;

/**
 * Writes the lane header on load-balanced requests of OpenFeign. Spring Cloud calls it
 * for every such request and for no other.
 */
public final class LaneFeignRequestTransformer implements LoadBalancerFeignRequestTransformer {

	private final LaneWriter writer;

	/**
	 * Creates a transformer.
	 * @param writer writes the header
	 */
	public LaneFeignRequestTransformer(LaneWriter writer) {
		this.writer = writer;
	}

	@Override
	public Request transformRequest(Request request, ServiceInstance instance) {
		List<String> present = values(request.headers());
		String value = this.writer.valueFor(present, TrafficContext.currentOrNull());
		if (value == null && present == null) {
			return request;
		}
		Map<String, Collection<String>> headers = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
		headers.putAll(request.headers());
		if (value != null) {
			headers.put(LaneWriter.HEADER, List.of(value));
		}
		else {
			headers.remove(LaneWriter.HEADER);
		}
		return Request.create(request.httpMethod(), request.url(), headers, request.body(), request.charset(),
				request.requestTemplate());
	}

	private static @Nullable List<String> values(Map<String, Collection<String>> headers) {
		for (Map.Entry<String, Collection<String>> header : headers.entrySet()) {
			if (LaneWriter.HEADER.equalsIgnoreCase(header.getKey())) {
				return List.copyOf(header.getValue());
			}
		}
		return null;
	}

}
