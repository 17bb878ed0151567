package io.opensergo.spring.propagation;

import java.net.URI;

import feign.RequestInterceptor;
import feign.RequestTemplate;
import io.opensergo.core.context.ContextHeaders;
import io.opensergo.core.context.TrafficContext;
import org.jspecify.annotations.Nullable;

/**
 * Writes the traffic context on requests of OpenFeign to hosts that may see it.
 * Load-balanced requests have {@link LaneFeignRequestTransformer}.
 */
public final class LaneFeignRequestInterceptor implements RequestInterceptor {

	private final ContextHeaders headers;

	private final PropagationHosts hosts;

	/**
	 * Creates an interceptor.
	 * @param headers writes the context
	 * @param hosts the hosts that may see the lane
	 */
	public LaneFeignRequestInterceptor(ContextHeaders headers, PropagationHosts hosts) {
		this.headers = headers;
		this.hosts = hosts;
	}

	@Override
	public void apply(RequestTemplate template) {
		if (this.hosts.isEmpty() || !this.hosts.test(host(template))) {
			return;
		}
		this.headers.write(TrafficContext.currentOrNull(), template, FeignTemplateAccess.INSTANCE);
	}

	/**
	 * A call may name another host than its client does.
	 */
	private static @Nullable String host(RequestTemplate template) {
		String url = template.url();
		return URI.create(url.startsWith("http") ? url : template.feignTarget().url()).getHost();
	}

}
