package io.opensergo.spring.propagation;

import java.util.List;

import io.opensergo.core.context.TrafficContext;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;

import org.springframework.web.reactive.function.client.ClientRequest;
import org.springframework.web.reactive.function.client.ClientResponse;
import org.springframework.web.reactive.function.client.ExchangeFilterFunction;
import org.springframework.web.reactive.function.client.ExchangeFunction;

/**
 * Writes the lane header on requests of WebClient to hosts that may see it. Load-balanced
 * requests have {@link LaneClientRequestTransformer}.
 */
public final class LaneExchangeFilterFunction implements ExchangeFilterFunction {

	private final LaneWriter writer;

	private final PropagationHosts hosts;

	/**
	 * Creates a filter.
	 * @param writer writes the header
	 * @param hosts the hosts that may see the lane
	 */
	public LaneExchangeFilterFunction(LaneWriter writer, PropagationHosts hosts) {
		this.writer = writer;
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
		List<String> present = request.headers().get(LaneWriter.HEADER);
		String value = this.writer.valueFor(present, context);
		if (value == null && present == null) {
			return request;
		}
		return ClientRequest.from(request).headers((headers) -> {
			if (value != null) {
				headers.set(LaneWriter.HEADER, value);
			}
			else {
				headers.remove(LaneWriter.HEADER);
			}
		}).build();
	}

}
