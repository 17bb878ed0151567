package io.opensergo.spring.propagation;

import java.util.List;

import io.opensergo.core.context.BaggageHeader;

import org.springframework.http.server.reactive.HttpHandler;
import org.springframework.http.server.reactive.HttpHandlerDecoratorFactory;
import org.springframework.http.server.reactive.ServerHttpRequest;

/**
 * Takes our entry out of the baggage of a reactive request before tracing reads it, which
 * it does before any filter. Tracing repeats the baggage that it has read on every call,
 * whoever wrote it and whoever is called; the lane travels by its own rules. A tag that
 * counts stays, in the lane header.
 */
public final class UntracedTagHandlerDecorator implements HttpHandlerDecoratorFactory {

	private final InboundColoring coloring;

	/**
	 * Creates a decorator.
	 * @param coloring decides whether a tag counts
	 */
	public UntracedTagHandlerDecorator(InboundColoring coloring) {
		this.coloring = coloring;
	}

	@Override
	public HttpHandler apply(HttpHandler handler) {
		return (request, response) -> handler.handle(checked(request), response);
	}

	private ServerHttpRequest checked(ServerHttpRequest request) {
		List<String> header = request.getHeaders().get(InboundTag.NAME);
		List<String> baggage = request.getHeaders().get(BaggageHeader.NAME);
		if (!InboundTag.isClaimed(header, baggage)) {
			return request;
		}
		String tag = InboundTag.of(header, baggage);
		String accepted = this.coloring.accepts(tag, () -> ConnectionPeer.of(request)) ? tag : null;
		return request.mutate().headers((headers) -> TrafficContextWebFilter.check(headers, accepted)).build();
	}

}
