package io.opensergo.spring.propagation.http;

import java.net.URI;
import java.net.URISyntaxException;
import java.util.Collection;
import java.util.List;
import java.util.function.BiPredicate;
import java.util.function.Consumer;

import io.netty.handler.codec.http.HttpHeaders;
import io.opensergo.core.context.HeaderAccess;
import org.jspecify.annotations.Nullable;
import reactor.netty.http.client.HttpClient;
import reactor.netty.http.client.HttpClientConfig;
import reactor.netty.http.client.HttpClientRequest;
import reactor.netty.http.client.HttpClientResponse;

/**
 * Guards the redirects of Reactor Netty, which asks a consumer before it sends a
 * redirected request. Safe for all threads.
 */
public final class ReactorNettyRedirectGuard {

	private final RedirectGuard guard;

	/**
	 * Creates a guard for clients.
	 * @param guard decides who may see the lane
	 */
	public ReactorNettyRedirectGuard(RedirectGuard guard) {
		this.guard = guard;
	}

	/**
	 * Guards a client. What it does with redirects besides stays.
	 * @param client the client
	 * @return the guarded client, the same when it does not follow redirects
	 */
	public HttpClient guard(HttpClient client) {
		HttpClientConfig configuration = client.configuration();
		BiPredicate<HttpClientRequest, HttpClientResponse> predicate = configuration.followRedirectPredicate();
		if (predicate == null) {
			return client;
		}
		if (configuration.redirectRequestBiConsumer() != null) {
			return client.followRedirect(predicate,
					configuration.redirectRequestBiConsumer().andThen((previous, request) -> check(request)));
		}
		Consumer<HttpClientRequest> ownConsumer = configuration.redirectRequestConsumer();
		return client.followRedirect(predicate, (ownConsumer != null) ? ownConsumer.andThen(this::check) : this::check);
	}

	private void check(HttpClientRequest request) {
		String[] from = request.redirectedFrom();
		this.guard.check((from.length > 0) ? host(from[0]) : null, host(request.resourceUrl()),
				request.requestHeaders(), Access.INSTANCE);
	}

	private static @Nullable String host(@Nullable String url) {
		try {
			return (url != null) ? new URI(url).getHost() : null;
		}
		catch (URISyntaxException ex) {
			return null;
		}
	}

	/**
	 * The headers of a request of Netty.
	 */
	private enum Access implements HeaderAccess<HttpHeaders> {

		INSTANCE;

		@Override
		public List<String> values(HttpHeaders headers, String name) {
			return headers.getAll(name);
		}

		@Override
		public Collection<String> names(HttpHeaders headers) {
			return headers.names();
		}

		@Override
		public void set(HttpHeaders headers, String name, String value) {
			headers.set(name, value);
		}

		@Override
		public void remove(HttpHeaders headers, String name) {
			headers.remove(name);
		}

	}

}
