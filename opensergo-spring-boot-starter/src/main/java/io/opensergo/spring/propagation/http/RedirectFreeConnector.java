package io.opensergo.spring.propagation.http;

import java.net.URI;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Function;
import java.util.function.Supplier;

import io.opensergo.core.rule.TrafficLane;
import org.reactivestreams.Publisher;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import reactor.core.publisher.Mono;

import org.springframework.core.io.buffer.DataBuffer;
import org.springframework.core.io.buffer.DataBufferFactory;
import org.springframework.core.io.buffer.DefaultDataBufferFactory;
import org.springframework.http.HttpMethod;
import org.springframework.http.client.reactive.AbstractClientHttpRequest;
import org.springframework.http.client.reactive.ClientHttpConnector;
import org.springframework.http.client.reactive.ClientHttpRequest;
import org.springframework.http.client.reactive.ClientHttpResponse;
import org.springframework.util.function.SingletonSupplier;

/**
 * Sends requests of WebClient that carry a lane through a twin of the JDK's HTTP client
 * that does not follow redirects, because that client repeats all headers wherever a
 * redirect leads and cannot be told to leave one out. Requests without a lane go through
 * the client of the application. Safe for all threads.
 */
final class RedirectFreeConnector implements ClientHttpConnector {

	private static final String LANE = TrafficLane.DEFAULT_TRAFFIC_HEADER;

	private static final Logger logger = LoggerFactory.getLogger(RedirectFreeConnector.class);

	private final ClientHttpConnector following;

	private final SingletonSupplier<ClientHttpConnector> redirectFree;

	private final AtomicBoolean logged;

	/**
	 * Creates a connector.
	 * @param following the client of the application
	 * @param redirectFree makes the twin, asked for when the first request carries a lane
	 * @param logged whether a redirect that is not followed has been logged
	 */
	RedirectFreeConnector(ClientHttpConnector following, Supplier<ClientHttpConnector> redirectFree,
			AtomicBoolean logged) {
		this.following = following;
		this.redirectFree = SingletonSupplier.of(redirectFree);
		this.logged = logged;
	}

	@Override
	public Mono<ClientHttpResponse> connect(HttpMethod method, URI uri,
			Function<? super ClientHttpRequest, Mono<Void>> requestCallback) {
		return Mono.defer(() -> {
			Request request = new Request(method, uri);
			return requestCallback.apply(request).then(Mono.defer(() -> send(method, uri, request)));
		});
	}

	private Mono<ClientHttpResponse> send(HttpMethod method, URI uri, Request request) {
		if (!request.getHeaders().containsHeader(LANE)) {
			return this.following.connect(method, uri, request::writeTo);
		}
		return this.redirectFree.obtain()
			.connect(method, uri, request::writeTo)
			.doOnNext((response) -> logOnce(uri, response));
	}

	private void logOnce(URI uri, ClientHttpResponse response) {
		if (response.getStatusCode().is3xxRedirection() && response.getHeaders().getLocation() != null
				&& this.logged.compareAndSet(false, true)) {
			logger.warn(
					"The redirect of {} to {} is not followed: the request carries a lane, and the HTTP client of the "
							+ "JDK would show it to wherever the redirect leads. Add Reactor Netty "
							+ "(io.projectreactor.netty:reactor-netty-http), which follows redirects without the "
							+ "lane, or call the address that the redirect names. This is logged once.",
					uri, response.getHeaders().getLocation());
		}
	}

	/**
	 * A request that is complete before the client for it is chosen. Its body is not
	 * asked for until then.
	 */
	private static final class Request extends AbstractClientHttpRequest {

		private final HttpMethod method;

		private final URI uri;

		private Function<ClientHttpRequest, Mono<Void>> body = ClientHttpRequest::setComplete;

		private Request(HttpMethod method, URI uri) {
			this.method = method;
			this.uri = uri;
		}

		private Mono<Void> writeTo(ClientHttpRequest request) {
			request.getHeaders().putAll(getHeaders());
			request.getCookies().putAll(getCookies());
			request.getAttributes().putAll(getAttributes());
			return this.body.apply(request);
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
		@SuppressWarnings("unchecked")
		public <T> T getNativeRequest() {
			return (T) this;
		}

		@Override
		public DataBufferFactory bufferFactory() {
			return DefaultDataBufferFactory.sharedInstance;
		}

		@Override
		public Mono<Void> writeWith(Publisher<? extends DataBuffer> body) {
			this.body = (request) -> request.writeWith(body);
			return doCommit();
		}

		@Override
		public Mono<Void> writeAndFlushWith(Publisher<? extends Publisher<? extends DataBuffer>> body) {
			this.body = (request) -> request.writeAndFlushWith(body);
			return doCommit();
		}

		@Override
		public Mono<Void> setComplete() {
			return doCommit();
		}

		@Override
		protected void applyHeaders() {
		}

		@Override
		protected void applyCookies() {
		}

	}

}
