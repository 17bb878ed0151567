package io.opensergo.spring.propagation;

import java.net.URI;
import java.util.Collection;
import java.util.List;

import feign.RequestInterceptor;
import feign.RequestTemplate;
import io.opensergo.core.context.TrafficContext;

/**
 * Writes the lane header on requests of OpenFeign to hosts that may see it. Load-balanced
 * requests have {@link LaneFeignRequestTransformer}.
 */
public final class LaneFeignRequestInterceptor implements RequestInterceptor {

	private final LaneWriter writer;

	private final PropagationHosts hosts;

	/**
	 * Creates an interceptor.
	 * @param writer writes the header
	 * @param hosts the hosts that may see the lane
	 */
	public LaneFeignRequestInterceptor(LaneWriter writer, PropagationHosts hosts) {
		this.writer = writer;
		this.hosts = hosts;
	}

	@Override
	public void apply(RequestTemplate template) {
		if (this.hosts.isEmpty() || !this.hosts.test(URI.create(template.feignTarget().url()).getHost())) {
			return;
		}
		Collection<String> present = template.headers().get(LaneWriter.HEADER);
		String value = this.writer.valueFor((present != null) ? List.copyOf(present) : null,
				TrafficContext.currentOrNull());
		template.removeHeader(LaneWriter.HEADER);
		if (value != null) {
			template.header(LaneWriter.HEADER, value);
		}
	}

}
