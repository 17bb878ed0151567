package io.opensergo.spring.gateway;

import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.LongAdder;

import io.opensergo.core.action.MirrorRule;
import io.opensergo.core.route.HostNames;
import io.opensergo.core.route.RouteDecision.Forward;
import io.opensergo.core.route.RouteDecision.Otherwise;
import io.opensergo.core.route.RoutedCall;
import io.opensergo.core.rule.Destination;
import io.opensergo.core.rule.HttpPolicies;
import io.opensergo.core.rule.WeightedDestination;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;

import org.springframework.cloud.gateway.filter.headers.HttpHeadersFilter;
import org.springframework.cloud.gateway.support.ServerWebExchangeUtils;
import org.springframework.core.io.buffer.DefaultDataBufferFactory;
import org.springframework.http.HttpHeaders;
import org.springframework.http.server.reactive.ServerHttpRequest;
import org.springframework.web.reactive.function.BodyInserters;
import org.springframework.web.reactive.function.client.ClientRequest;
import org.springframework.web.reactive.function.client.ClientResponse;
import org.springframework.web.reactive.function.client.ExchangeFilterFunction;
import org.springframework.web.reactive.function.client.WebClient;
import org.springframework.web.server.ServerWebExchange;
import org.springframework.web.util.UriComponentsBuilder;

/**
 * Sends copies of requests and forgets them. Nothing of a copy reaches the request that
 * it was made of, whatever becomes of it, and no more than {@link #MAX_IN_FLIGHT} are on
 * their way at once: others are dropped and counted. Safe for all threads.
 */
public final class RequestMirrors {

	/**
	 * The most copies that are on their way at once.
	 */
	public static final int MAX_IN_FLIGHT = 256;

	/**
	 * How long a copy may take when the route has no timeout.
	 */
	static final Duration TIMEOUT = Duration.ofSeconds(15);

	private static final String PORT_ATTRIBUTE = RequestMirrors.class.getName() + ".port";

	private final WebClient client;

	private final List<HttpHeadersFilter> headersFilters;

	private final AtomicInteger inFlight = new AtomicInteger();

	private final LongAdder sent = new LongAdder();

	private final LongAdder failed = new LongAdder();

	private final LongAdder dropped = new LongAdder();

	/**
	 * Creates mirrors.
	 * @param client sends requests; follows no redirects
	 * @param loadBalancer chooses the instance of a service
	 * @param headersFilters what the gateway does to headers of requests that leave
	 */
	public RequestMirrors(WebClient client, ExchangeFilterFunction loadBalancer,
			List<HttpHeadersFilter> headersFilters) {
		this.client = client.mutate()
			.filter(loadBalancer)
			.filter((request, next) -> next.exchange(atPort(request)))
			.build();
		this.headersFilters = List.copyOf(headersFilters);
	}

	/**
	 * How many copies were sent.
	 * @return the count since the start, failed ones included
	 */
	public long sent() {
		return this.sent.sum();
	}

	/**
	 * How many copies found no instance or got no answer.
	 * @return the count since the start
	 */
	public long failed() {
		return this.failed.sum();
	}

	/**
	 * How many copies were not sent because too many were on their way, or because the
	 * body was too long to be kept.
	 * @return the count since the start
	 */
	public long dropped() {
		return this.dropped.sum();
	}

	/**
	 * How many copies are on their way.
	 * @return the number
	 */
	public int inFlight() {
		return this.inFlight.get();
	}

	/**
	 * Sends a copy as soon as the body is known.
	 * @param exchange the request as its own destination gets it
	 * @param rule where the copy goes
	 * @param body the body of the request
	 * @param timeout the timeout of the route, or {@code null}
	 */
	void send(ServerWebExchange exchange, MirrorRule rule, ReplayableBody body, @Nullable Duration timeout) {
		HttpHeaders headers = headers(exchange);
		body.content()
			.switchIfEmpty(Mono.fromRunnable(this.dropped::increment))
			.subscribe((content) -> send(exchange.getRequest(), headers, rule.destination(), content, timeout));
	}

	private HttpHeaders headers(ServerWebExchange exchange) {
		HttpHeaders headers = HttpHeaders.copyOf(HttpHeadersFilter.filterRequest(this.headersFilters, exchange));
		boolean preserved = exchange.getAttributeOrDefault(ServerWebExchangeUtils.PRESERVE_HOST_HEADER_ATTRIBUTE,
				false);
		if (!preserved) {
			headers.remove(HttpHeaders.HOST);
		}
		headers.remove(HttpHeaders.CONTENT_LENGTH);
		headers.remove(HttpHeaders.TRANSFER_ENCODING);
		return headers;
	}

	private void send(ServerHttpRequest request, HttpHeaders headers, Destination destination, byte[] content,
			@Nullable Duration timeout) {
		if (this.inFlight.incrementAndGet() > MAX_IN_FLIGHT) {
			this.inFlight.decrementAndGet();
			this.dropped.increment();
			return;
		}
		this.sent.increment();
		Mono.defer(() -> exchange(request, headers, destination, content))
			.timeout((timeout != null) ? timeout : TIMEOUT)
			.doFinally((signal) -> this.inFlight.decrementAndGet())
			.subscribe(null, (failure) -> this.failed.increment());
	}

	private Mono<Void> exchange(ServerHttpRequest request, HttpHeaders headers, Destination destination,
			byte[] content) {
		String service = HostNames.serviceOf(destination.host());
		WebClient.RequestBodySpec copy = this.client.method(request.getMethod())
			.uri(url(service, request.getURI()))
			.headers((target) -> target.addAll(headers))
			.attribute(RoutedCall.ATTRIBUTE, new RoutedCall(service, forward(destination)));
		if (destination.port() != null) {
			copy.attribute(PORT_ATTRIBUTE, destination.port());
		}
		if (content.length > 0) {
			copy.contentLength(content.length)
				.body(BodyInserters.fromDataBuffers(Mono.just(DefaultDataBufferFactory.sharedInstance.wrap(content))));
		}
		return copy.exchangeToMono(this::end);
	}

	private Mono<Void> end(ClientResponse response) {
		return response.releaseBody();
	}

	private static URI url(String service, URI called) {
		String query = (called.getRawQuery() != null) ? "?" + called.getRawQuery() : "";
		return URI.create("http://" + service + called.getRawPath() + query);
	}

	private static Forward forward(Destination destination) {
		return new Forward(null, null, List.of(WeightedDestination.of(destination, 1)), destination, null,
				Otherwise.NO_INSTANCE, HttpPolicies.NONE, "a copy of a request");
	}

	private static ClientRequest atPort(ClientRequest request) {
		return request.attribute(PORT_ATTRIBUTE)
			.map((port) -> ClientRequest.from(request)
				.url(UriComponentsBuilder.fromUri(request.url()).port((Integer) port).build(true).toUri())
				.build())
			.orElse(request);
	}

}
