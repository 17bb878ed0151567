package io.opensergo.spring.propagation;

import java.util.Collection;
import java.util.Map;
import java.util.TreeMap;

import feign.Request;
import io.opensergo.core.context.ContextHeaders;
import io.opensergo.core.context.TrafficContext;
import org.jspecify.annotations.Nullable;

/**
 * Writes the traffic context on requests of OpenFeign, which are copied for that: Feign
 * uses one request for all attempts of a call.
 *
 * @param headers writes the context
 */
record FeignRequestHeaders(ContextHeaders headers) {

	/**
	 * The request with a context.
	 * @param request the request
	 * @param context the context, {@code null} when no request is being served
	 * @return the same request when it has all of it
	 */
	Request written(Request request, @Nullable TrafficContext context) {
		if (!this.headers.concerns(context, request.headers(), FeignHeadersAccess.INSTANCE)) {
			return request;
		}
		Map<String, Collection<String>> headers = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
		headers.putAll(request.headers());
		this.headers.write(context, headers, FeignHeadersAccess.INSTANCE);
		return Request.create(request.httpMethod(), request.url(), headers, request.body(), request.charset(),
				request.requestTemplate());
	}

}
