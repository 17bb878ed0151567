package io.opensergo.spring.propagation;

import io.opensergo.core.context.ContextHeaders;
import io.opensergo.core.context.TrafficContext;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;

import org.springframework.web.reactive.function.client.ClientRequest;
import org.springframework.web.reactive.function.client.ClientResponse;
import org.springframework.web.reactive.function.client.ExchangeFilterFunction;
import org.springframework.web.reactive.function.client.ExchangeFunction;

/**
 * Writes the traffic context on requests of WebClient to hosts that may see it.
 * Load-balanced requests have {@link LaneClientRequestTransformer}.
 */
public final class LaneExchangeFilterFunction implements ExchangeFilterFunction {

	private final ContextHeaders headers;

	private final PropagationHosts hosts;

	/**
	 * Creates a filter.
	 * @param headers writes the context
	 * @param hosts the hosts that may see the lane
	 */
	public LaneExchangeFilterFunction(ContextHeaders headers, PropagationHosts hosts) {
		this.headers = headers;
		this.hosts = hosts;
	}

	@Override
	public Mono<ClientResponse> filter(ClientRequest request, ExchangeFunction next) {
		if (!this.hosts.test(request.url().getHost())) {
			return next.exchange(request);
		}
		TrafficContext ofThread = TrafficContext.currentOrNull();
		return Mono.deferContextual((view) -> next.exchange(
				tagged(request, view.<@Nullable TrafficContext>getOrDefault(TrafficContext.CARRIER_KEY, ofThread))));
	}

	private ClientRequest tagged(ClientRequest request, @Nullable TrafficContext context) {
		if (!this.headers.concerns(context, request.headers(), HttpHeadersAccess.INSTANCE)) {
			return request;
		}
		return ClientRequest.from(request)
			.headers((headers) -> this.headers.write(context, headers, HttpHeadersAccess.INSTANCE))
			.build();
	}

}
