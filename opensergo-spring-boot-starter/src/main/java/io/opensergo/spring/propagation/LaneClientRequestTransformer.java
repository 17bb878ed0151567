package io.opensergo.spring.propagation;

import java.util.List;

import io.opensergo.core.context.TrafficContext;

import org.springframework.cloud.client.ServiceInstance;
import org.springframework.cloud.client.loadbalancer.reactive.LoadBalancerClientRequestTransformer;
import org.springframework.web.reactive.function.client.ClientRequest;

/**
 * Writes the lane header on load-balanced requests of WebClient. Spring Cloud calls it
 * for every such request and for no other. It reads the context of the thread, which
 * Reactor restores with {@code spring.reactor.context-propagation=auto}.
 */
public final class LaneClientRequestTransformer implements LoadBalancerClientRequestTransformer {

	private final LaneWriter writer;

	/**
	 * Creates a transformer.
	 * @param writer writes the header
	 */
	public LaneClientRequestTransformer(LaneWriter writer) {
		this.writer = writer;
	}

	@Override
	public ClientRequest transformRequest(ClientRequest request, ServiceInstance instance) {
		List<String> present = request.headers().get(LaneWriter.HEADER);
		String value = this.writer.valueFor(present, TrafficContext.currentOrNull());
		if (value == null && present == null) {
			return request;
		}
		return ClientRequest.from(request).headers(this.writer::write).build();
	}

}
