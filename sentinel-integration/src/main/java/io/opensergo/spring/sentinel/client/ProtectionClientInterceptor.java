package io.opensergo.spring.sentinel.client;

import java.io.IOException;
import java.util.List;

import com.alibaba.csp.sentinel.ResourceTypeConstants;
import com.alibaba.csp.sentinel.slots.block.BlockException;
import io.opensergo.spring.sentinel.entry.ResourceEntries;
import io.opensergo.spring.sentinel.http.BlockedAnswer;
import io.opensergo.spring.sentinel.http.FailedStatusException;
import io.opensergo.spring.sentinel.http.OutboundNames;
import org.jspecify.annotations.Nullable;

import org.springframework.http.HttpRequest;
import org.springframework.http.client.ClientHttpRequestExecution;
import org.springframework.http.client.ClientHttpRequestInterceptor;
import org.springframework.http.client.ClientHttpResponse;
import org.springframework.web.client.RestClient;

/**
 * Enters the resources of each call of RestClient and RestTemplate until its response
 * begins. A blocked call goes nowhere and gets the response that a server would have
 * given; server errors and failures of the connection count as errors. A throttled call
 * waits on its thread. Safe for all threads.
 */
public final class ProtectionClientInterceptor implements ClientHttpRequestInterceptor {

	private static final String TEMPLATE = RestClient.class.getName() + ".uriTemplate";

	private final OutboundNames names;

	/**
	 * Creates an interceptor.
	 * @param names names the resources
	 */
	public ProtectionClientInterceptor(OutboundNames names) {
		this.names = names;
	}

	@Override
	public ClientHttpResponse intercept(HttpRequest request, byte[] body, ClientHttpRequestExecution execution)
			throws IOException {
		List<String> resources = this.names.of(request.getMethod().name(), request.getURI(), template(request));
		ResourceEntries entries;
		try {
			entries = ResourceEntries.outbound(ResourceTypeConstants.COMMON_WEB, resources);
		}
		catch (BlockException ex) {
			return new BlockedClientHttpResponse(BlockedAnswer.of(ex, request.getHeaders()), request.getMethod());
		}
		try {
			ClientHttpResponse response = execution.execute(request, body);
			if (FailedStatusException.isFailure(response.getStatusCode())) {
				entries.fail(new FailedStatusException(response.getStatusCode().value()));
			}
			return response;
		}
		catch (IOException | RuntimeException | Error ex) {
			entries.fail(ex);
			throw ex;
		}
		finally {
			entries.exit();
		}
	}

	private static @Nullable String template(HttpRequest request) {
		return (request.getAttributes().get(TEMPLATE) instanceof String template) ? template
				: UriTemplateRecorder.templateOf(request.getURI());
	}

}
