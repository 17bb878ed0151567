package io.opensergo.spring.propagation;

import java.io.IOException;

import io.opensergo.core.context.ContextHeaders;
import io.opensergo.core.context.TrafficContext;

import org.springframework.http.HttpRequest;
import org.springframework.http.client.ClientHttpRequestExecution;
import org.springframework.http.client.ClientHttpRequestInterceptor;
import org.springframework.http.client.ClientHttpResponse;

/**
 * Writes the traffic context on requests of RestTemplate and RestClient to hosts that may
 * see it. Load-balanced requests have {@link LaneRequestTransformer}.
 */
public final class LaneClientHttpRequestInterceptor implements ClientHttpRequestInterceptor {

	private final ContextHeaders headers;

	private final PropagationHosts hosts;

	/**
	 * Creates an interceptor.
	 * @param headers writes the context
	 * @param hosts the hosts that may see the lane
	 */
	public LaneClientHttpRequestInterceptor(ContextHeaders headers, PropagationHosts hosts) {
		this.headers = headers;
		this.hosts = hosts;
	}

	@Override
	public ClientHttpResponse intercept(HttpRequest request, byte[] body, ClientHttpRequestExecution execution)
			throws IOException {
		if (this.hosts.test(request.getURI().getHost())) {
			this.headers.write(TrafficContext.currentOrNull(), request.getHeaders(), HttpHeadersAccess.INSTANCE);
		}
		return execution.execute(request, body);
	}

}
