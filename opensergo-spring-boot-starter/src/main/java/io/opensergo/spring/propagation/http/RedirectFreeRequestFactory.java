package io.opensergo.spring.propagation.http;

import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.URI;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Supplier;

import io.opensergo.core.rule.TrafficLane;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpMethod;
import org.springframework.http.StreamingHttpOutputMessage;
import org.springframework.http.client.ClientHttpRequest;
import org.springframework.http.client.ClientHttpRequestFactory;
import org.springframework.http.client.ClientHttpResponse;
import org.springframework.util.function.SingletonSupplier;

/**
 * Makes requests with clients that repeat all headers when they follow a redirect and
 * cannot be told otherwise: those of the JDK. A request that carries a lane goes through
 * a twin that follows no redirects, so that its caller gets the redirect as the response;
 * any other request goes through the client of the application. Safe for all threads.
 */
final class RedirectFreeRequestFactory implements ClientHttpRequestFactory {

	private static final String LANE = TrafficLane.DEFAULT_TRAFFIC_HEADER;

	private static final Logger logger = LoggerFactory.getLogger(RedirectFreeRequestFactory.class);

	private final ClientHttpRequestFactory following;

	private final SingletonSupplier<ClientHttpRequestFactory> redirectFree;

	private final AtomicBoolean logged;

	/**
	 * Creates a factory.
	 * @param following the client of the application
	 * @param redirectFree makes the twin, asked for when the first request carries a lane
	 * @param logged whether a redirect that is not followed has been logged
	 */
	RedirectFreeRequestFactory(ClientHttpRequestFactory following, Supplier<ClientHttpRequestFactory> redirectFree,
			AtomicBoolean logged) {
		this.following = following;
		this.redirectFree = SingletonSupplier.of(redirectFree);
		this.logged = logged;
	}

	@Override
	public ClientHttpRequest createRequest(URI uri, HttpMethod method) {
		return new Request(uri, method);
	}

	private void logOnce(URI uri, ClientHttpResponse response) throws IOException {
		if (response.getStatusCode().is3xxRedirection() && response.getHeaders().getLocation() != null
				&& this.logged.compareAndSet(false, true)) {
			logger.warn(
					"The redirect of {} to {} is not followed: the request carries a lane, and the HTTP client of the "
							+ "JDK would show it to wherever the redirect leads. Add Apache HttpComponents "
							+ "(org.apache.httpcomponents.client5:httpclient5), which follows redirects without the "
							+ "lane, or call the address that the redirect names. This is logged once.",
					uri, response.getHeaders().getLocation());
		}
	}

	/**
	 * A request that chooses its client when its headers are complete: when the body is
	 * written, or else when it is executed.
	 */
	private final class Request implements ClientHttpRequest, StreamingHttpOutputMessage {

		private final URI uri;

		private final HttpMethod method;

		private final HttpHeaders headers = new HttpHeaders();

		private final Map<String, Object> attributes = new HashMap<>();

		private @Nullable ClientHttpRequest chosen;

		private Request(URI uri, HttpMethod method) {
			this.uri = uri;
			this.method = method;
		}

		private ClientHttpRequest chosen() throws IOException {
			ClientHttpRequest request = this.chosen;
			if (request == null) {
				request = clientFor(this.headers).createRequest(this.uri, this.method);
				request.getHeaders().addAll(this.headers);
				request.getAttributes().putAll(this.attributes);
				this.chosen = request;
			}
			return request;
		}

		private ClientHttpRequestFactory clientFor(HttpHeaders headers) {
			return headers.containsHeader(LANE) ? RedirectFreeRequestFactory.this.redirectFree.obtain()
					: RedirectFreeRequestFactory.this.following;
		}

		@Override
		public HttpMethod getMethod() {
			return this.method;
		}

		@Override
		public URI getURI() {
			return this.uri;
		}

		@Override
		public HttpHeaders getHeaders() {
			return (this.chosen != null) ? this.chosen.getHeaders() : this.headers;
		}

		@Override
		public Map<String, Object> getAttributes() {
			return (this.chosen != null) ? this.chosen.getAttributes() : this.attributes;
		}

		@Override
		public OutputStream getBody() throws IOException {
			return chosen().getBody();
		}

		@Override
		public void setBody(Body body) {
			try {
				if (chosen() instanceof StreamingHttpOutputMessage streaming) {
					streaming.setBody(body);
				}
				else {
					body.writeTo(getBody());
				}
			}
			catch (IOException ex) {
				throw new UncheckedIOException(ex);
			}
		}

		@Override
		public ClientHttpResponse execute() throws IOException {
			ClientHttpResponse response = chosen().execute();
			if (getHeaders().containsHeader(LANE)) {
				logOnce(this.uri, response);
			}
			return response;
		}

	}

}
