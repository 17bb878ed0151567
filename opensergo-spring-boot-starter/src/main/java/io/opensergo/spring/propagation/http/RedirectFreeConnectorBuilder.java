package io.opensergo.spring.propagation.http;

import java.util.concurrent.atomic.AtomicBoolean;

import org.jspecify.annotations.Nullable;

import org.springframework.boot.http.client.HttpClientSettings;
import org.springframework.boot.http.client.HttpRedirects;
import org.springframework.boot.http.client.reactive.ClientHttpConnectorBuilder;
import org.springframework.http.client.reactive.ClientHttpConnector;

/**
 * Builds each connector of the JDK's HTTP client twice: as the application wants it, and
 * without redirects for requests that carry a lane. Safe for all threads.
 */
final class RedirectFreeConnectorBuilder implements ClientHttpConnectorBuilder<ClientHttpConnector> {

	private final ClientHttpConnectorBuilder<?> builder;

	private final AtomicBoolean logged = new AtomicBoolean();

	/**
	 * Creates a builder.
	 * @param builder builds the client of the application
	 */
	RedirectFreeConnectorBuilder(ClientHttpConnectorBuilder<?> builder) {
		this.builder = builder;
	}

	@Override
	public ClientHttpConnector build(@Nullable HttpClientSettings settings) {
		HttpClientSettings known = (settings != null) ? settings : HttpClientSettings.defaults();
		ClientHttpConnector following = this.builder.build(known);
		if (known.redirects() == HttpRedirects.DONT_FOLLOW) {
			return following;
		}
		HttpClientSettings redirectFree = known.withRedirects(HttpRedirects.DONT_FOLLOW);
		return new RedirectFreeConnector(following, () -> this.builder.build(redirectFree), this.logged);
	}

}
