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
 * Load-balanced requests have {@link LaneClientRequestTransformer}, which finds the
 * context of the subscription among the attributes of the request.
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
		boolean listed = this.hosts.test(request.url().getHost());
		TrafficContext ofThread = TrafficContext.currentOrNull();
		return Mono.deferContextual((view) -> {
			TrafficContext context = view.<@Nullable TrafficContext>getOrDefault(TrafficContext.CARRIER_KEY, ofThread);
			return next.exchange(listed ? tagged(request, context) : accompanied(request, context));
		});
	}

	private ClientRequest tagged(ClientRequest request, @Nullable TrafficContext context) {
		if (!this.headers.concerns(context, request.headers(), HttpHeadersAccess.INSTANCE)) {
			return request;
		}
		return ClientRequest.from(request)
			.headers((headers) -> this.headers.write(context, headers, HttpHeadersAccess.INSTANCE))
			.build();
	}

	/**
	 * Nothing of an attribute crosses the wire.
	 */
	private static ClientRequest accompanied(ClientRequest request, @Nullable TrafficContext context) {
		return (context != null) ? ClientRequest.from(request).attribute(TrafficContext.CARRIER_KEY, context).build()
				: request;
	}

}
