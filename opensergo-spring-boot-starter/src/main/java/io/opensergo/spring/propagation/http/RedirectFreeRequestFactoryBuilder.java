package io.opensergo.spring.propagation.http;

import java.util.concurrent.atomic.AtomicBoolean;

import org.jspecify.annotations.Nullable;

import org.springframework.boot.http.client.ClientHttpRequestFactoryBuilder;
import org.springframework.boot.http.client.HttpClientSettings;
import org.springframework.boot.http.client.HttpRedirects;
import org.springframework.http.client.ClientHttpRequestFactory;

/**
 * Builds each HTTP client of the JDK with a twin that is the same but follows no
 * redirects, for requests that carry a lane.
 */
final class RedirectFreeRequestFactoryBuilder implements ClientHttpRequestFactoryBuilder<ClientHttpRequestFactory> {

	private final ClientHttpRequestFactoryBuilder<?> builder;

	private final AtomicBoolean logged = new AtomicBoolean();

	/**
	 * Creates a builder.
	 * @param builder builds the client of the application
	 */
	RedirectFreeRequestFactoryBuilder(ClientHttpRequestFactoryBuilder<?> builder) {
		this.builder = builder;
	}

	@Override
	public ClientHttpRequestFactory build(@Nullable HttpClientSettings settings) {
		HttpClientSettings known = (settings != null) ? settings : HttpClientSettings.defaults();
		ClientHttpRequestFactory following = this.builder.build(known);
		if (known.redirects() == HttpRedirects.DONT_FOLLOW) {
			return following;
		}
		HttpClientSettings redirectFree = known.withRedirects(HttpRedirects.DONT_FOLLOW);
		return new RedirectFreeRequestFactory(following, () -> this.builder.build(redirectFree), this.logged);
	}

}
