package io.opensergo.spring.propagation.http;

import java.util.Collection;
import java.util.List;

import io.opensergo.core.context.HeaderAccess;
import org.eclipse.jetty.client.Request;
import org.eclipse.jetty.client.transport.HttpExchange;
import org.eclipse.jetty.client.transport.HttpRequest;

/**
 * Guards the redirects of Jetty's HTTP client, whose listeners hear of every request of a
 * chain of redirects before it is sent. Safe for all threads.
 */
public final class JettyRedirectGuard implements Request.QueuedListener {

	private final RedirectGuard guard;

	/**
	 * Creates a listener.
	 * @param guard decides who may see the lane
	 */
	public JettyRedirectGuard(RedirectGuard guard) {
		this.guard = guard;
	}

	@Override
	public void onQueued(Request request) {
		if (request instanceof HttpRequest sent) {
			HttpExchange first = sent.getConversation().getExchanges().peekFirst();
			if (first != null && first.getRequest() != request) {
				this.guard.check(first.getRequest().getHost(), request.getHost(), request, Access.INSTANCE);
			}
		}
	}

	/**
	 * The headers of a request of Jetty.
	 */
	private enum Access implements HeaderAccess<Request> {

		INSTANCE;

		@Override
		public List<String> values(Request request, String name) {
			return request.getHeaders().getValuesList(name);
		}

		@Override
		public Collection<String> names(Request request) {
			return request.getHeaders().getFieldNamesCollection();
		}

		@Override
		public void set(Request request, String name, String value) {
			request.headers((headers) -> headers.put(name, value));
		}

		@Override
		public void remove(Request request, String name) {
			request.headers((headers) -> headers.remove(name));
		}

	}

}
