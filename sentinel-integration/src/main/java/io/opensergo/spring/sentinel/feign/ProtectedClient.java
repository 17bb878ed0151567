package io.opensergo.spring.sentinel.feign;

import java.io.IOException;
import java.net.URI;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import com.alibaba.csp.sentinel.ResourceTypeConstants;
import com.alibaba.csp.sentinel.slots.block.BlockException;
import feign.Client;
import feign.MethodMetadata;
import feign.Request;
import feign.RequestTemplate;
import feign.Response;
import feign.Target;
import io.opensergo.spring.sentinel.entry.ResourceEntries;
import io.opensergo.spring.sentinel.http.BlockedAnswer;
import io.opensergo.spring.sentinel.http.FailedStatusException;
import io.opensergo.spring.sentinel.http.OutboundNames;
import org.jspecify.annotations.Nullable;

import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpMethod;
import org.springframework.http.HttpStatus;

/**
 * Enters the resources of each call until its response begins. A blocked call goes
 * nowhere and gets the response that a server would have given, so that error decoders
 * see it; server errors and failures of the connection count as errors. A throttled call
 * waits on its thread.
 */
final class ProtectedClient implements Client {

	private final Client delegate;

	private final OutboundNames names;

	ProtectedClient(Client delegate, OutboundNames names) {
		this.delegate = delegate;
		this.names = names;
	}

	@Override
	public Response execute(Request request, Request.Options options) throws IOException {
		List<String> resources = this.names.of(request.httpMethod().name(), URI.create(request.url()),
				template(request.requestTemplate()));
		ResourceEntries entries;
		try {
			entries = ResourceEntries.outbound(ResourceTypeConstants.COMMON_WEB, resources);
		}
		catch (BlockException ex) {
			return blocked(request, ex);
		}
		try {
			Response response = this.delegate.execute(request, options);
			if (FailedStatusException.isFailure(response.status())) {
				entries.fail(new FailedStatusException(response.status()));
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

	/**
	 * The template as the interface of the client declares it, its base path included.
	 */
	private static @Nullable String template(@Nullable RequestTemplate template) {
		MethodMetadata method = (template != null) ? template.methodMetadata() : null;
		if (template == null || method == null) {
			return null;
		}
		String path = method.template().path();
		Target<?> target = template.feignTarget();
		String base = (target != null) ? OutboundNames.pathOf(target.url()) : null;
		if (base == null || path.contains("://")) {
			return path;
		}
		return (base.endsWith("/") ? base.substring(0, base.length() - 1) : base)
				+ (path.startsWith("/") ? path : "/" + path);
	}

	private static Response blocked(Request request, BlockException block) {
		HttpHeaders headers = new HttpHeaders();
		request.headers().forEach((name, values) -> headers.put(name, List.copyOf(values)));
		BlockedAnswer answer = BlockedAnswer.of(block, headers);
		Map<String, Collection<String>> answered = new LinkedHashMap<>();
		answer.headers().forEach(answered::put);
		return Response.builder()
			.request(request)
			.status(answer.status().value())
			.reason((answer.status() instanceof HttpStatus status) ? status.getReasonPhrase() : "")
			.headers(answered)
			.body(answer.body(HttpMethod.valueOf(request.httpMethod().name())))
			.build();
	}

}
