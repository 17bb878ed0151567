package io.opensergo.spring.propagation.http;

import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

import io.opensergo.core.context.ContextHeaders;
import io.opensergo.core.context.HeaderAccess;
import io.opensergo.core.context.TrafficContext;
import io.opensergo.spring.propagation.PropagationHosts;
import org.jspecify.annotations.Nullable;

/**
 * Puts the lane of the current thread on requests of {@code java.net.http}, which has no
 * interceptors. Inject it and decorate each request:
 *
 * <pre>{@code
 * httpClient.send(laneHttpRequests.decorate(request), BodyHandlers.ofString());
 * }</pre>
 *
 * A client that follows redirects shows the lane to wherever they lead: leave it at
 * {@link HttpClient.Redirect#NEVER}, the default. Safe for all threads.
 */
public final class LaneHttpRequests {

	private final ContextHeaders contextHeaders;

	private final PropagationHosts hosts;

	/**
	 * Creates a decorator.
	 * @param contextHeaders writes the context
	 * @param hosts the hosts that may see the lane
	 */
	public LaneHttpRequests(ContextHeaders contextHeaders, PropagationHosts hosts) {
		this.contextHeaders = contextHeaders;
		this.hosts = hosts;
	}

	/**
	 * A request with the lane, if its host is one of {@code opensergo.propagation.hosts}.
	 * @param request the request
	 * @return a copy with the lane, or the same request when its host may not see it
	 */
	public HttpRequest decorate(HttpRequest request) {
		return this.hosts.test(request.uri().getHost()) ? decorateForService(request) : request;
	}

	/**
	 * A request with the lane, whatever its host is: for an instance of a service of
	 * one's own chain, such as one that a discovery client has named.
	 * @param request the request
	 * @return a copy with the lane
	 */
	public HttpRequest decorateForService(HttpRequest request) {
		Map<String, List<String>> headers = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
		headers.putAll(request.headers().map());
		this.contextHeaders.write(TrafficContext.currentOrNull(), headers, Access.INSTANCE);
		HttpRequest.Builder copy = HttpRequest.newBuilder(request, (name, value) -> false);
		headers.forEach((name, values) -> values.forEach((value) -> copy.header(name, value)));
		return copy.build();
	}

	/**
	 * Headers in a map with names of any case.
	 */
	private enum Access implements HeaderAccess<Map<String, List<String>>> {

		INSTANCE;

		@Override
		public @Nullable List<String> values(Map<String, List<String>> headers, String name) {
			return headers.get(name);
		}

		@Override
		public Collection<String> names(Map<String, List<String>> headers) {
			return List.copyOf(headers.keySet());
		}

		@Override
		public void set(Map<String, List<String>> headers, String name, String value) {
			headers.put(name, List.of(value));
		}

		@Override
		public void remove(Map<String, List<String>> headers, String name) {
			headers.remove(name);
		}

	}

}
