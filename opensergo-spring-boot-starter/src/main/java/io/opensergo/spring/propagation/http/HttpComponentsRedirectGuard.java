package io.opensergo.spring.propagation.http;

import java.util.Collection;
import java.util.List;
import java.util.stream.Stream;

import io.opensergo.core.context.HeaderAccess;
import org.apache.hc.client5.http.protocol.HttpClientContext;
import org.apache.hc.core5.http.EntityDetails;
import org.apache.hc.core5.http.HttpRequest;
import org.apache.hc.core5.http.HttpRequestInterceptor;
import org.apache.hc.core5.http.NameValuePair;
import org.apache.hc.core5.http.protocol.HttpContext;
import org.jspecify.annotations.Nullable;

/**
 * Guards the redirects of Apache HttpComponents, blocking and asynchronous: its
 * interceptors run for every request of a chain of redirects. Safe for all threads.
 */
public final class HttpComponentsRedirectGuard implements HttpRequestInterceptor {

	private static final String ORIGIN = HttpComponentsRedirectGuard.class.getName() + ".origin";

	private final RedirectGuard guard;

	/**
	 * Creates an interceptor, to be added as the last one.
	 * @param guard decides who may see the lane
	 */
	public HttpComponentsRedirectGuard(RedirectGuard guard) {
		this.guard = guard;
	}

	@Override
	public void process(HttpRequest request, @Nullable EntityDetails entity, HttpContext context) {
		String host = (request.getAuthority() != null) ? request.getAuthority().getHostName() : null;
		if (HttpClientContext.cast(context).getRedirectLocations().size() == 0) {
			context.setAttribute(ORIGIN, host);
			return;
		}
		String origin = (context.getAttribute(ORIGIN) instanceof String name) ? name : null;
		this.guard.check(origin, host, request, Access.INSTANCE);
	}

	/**
	 * The headers of a request of HttpComponents.
	 */
	private enum Access implements HeaderAccess<HttpRequest> {

		INSTANCE;

		@Override
		public List<String> values(HttpRequest request, String name) {
			return Stream.of(request.getHeaders(name)).map(NameValuePair::getValue).toList();
		}

		@Override
		public Collection<String> names(HttpRequest request) {
			return Stream.of(request.getHeaders()).map(NameValuePair::getName).toList();
		}

		@Override
		public void set(HttpRequest request, String name, String value) {
			request.setHeader(name, value);
		}

		@Override
		public void remove(HttpRequest request, String name) {
			request.removeHeaders(name);
		}

	}

}
