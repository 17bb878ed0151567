package io.opensergo.spring.propagation;

import java.io.IOException;

import org.springframework.http.HttpRequest;
import org.springframework.http.client.ClientHttpRequestExecution;
import org.springframework.http.client.ClientHttpRequestInterceptor;
import org.springframework.http.client.ClientHttpResponse;

/**
 * Writes the lane header on requests of RestTemplate and RestClient to hosts that may see
 * it. Load-balanced requests have {@link LaneRequestTransformer}.
 */
public final class LaneClientHttpRequestInterceptor implements ClientHttpRequestInterceptor {

	private final LaneWriter writer;

	private final PropagationHosts hosts;

	/**
	 * Creates an interceptor.
	 * @param writer writes the header
	 * @param hosts the hosts that may see the lane
	 */
	public LaneClientHttpRequestInterceptor(LaneWriter writer, PropagationHosts hosts) {
		this.writer = writer;
		this.hosts = hosts;
	}

	@Override
	public ClientHttpResponse intercept(HttpRequest request, byte[] body, ClientHttpRequestExecution execution)
			throws IOException {
		if (this.hosts.test(request.getURI().getHost())) {
			this.writer.write(request.getHeaders());
		}
		return execution.execute(request, body);
	}

}
