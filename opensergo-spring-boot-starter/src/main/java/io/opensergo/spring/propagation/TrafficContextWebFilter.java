package io.opensergo.spring.propagation;

import java.util.List;

import io.opensergo.core.context.BaggageHeader;
import io.opensergo.core.context.TrafficContext;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;

import org.springframework.core.Ordered;
import org.springframework.http.HttpHeaders;
import org.springframework.http.server.reactive.ServerHttpRequest;
import org.springframework.web.server.ServerWebExchange;
import org.springframework.web.server.WebFilter;
import org.springframework.web.server.WebFilterChain;

/**
 * Puts the {@link TrafficContext} of a reactive request into an attribute of the exchange
 * and into the Reactor context, from where it reaches threads and their logging MDC.
 *
 * <p>
 * A request without a lane gets a context too, the empty one: its handler may run on a
 * thread that is in the middle of another request, for example when that one feeds a
 * stream, and must not take over what it finds there.
 */
public final class TrafficContextWebFilter implements WebFilter, Ordered {

	/**
	 * Before everything that logs or calls out.
	 */
	public static final int ORDER = Ordered.HIGHEST_PRECEDENCE + 100;

	private final InboundColoring coloring;

	/**
	 * Creates a filter.
	 * @param coloring decides the lane
	 */
	public TrafficContextWebFilter(InboundColoring coloring) {
		this.coloring = coloring;
	}

	@Override
	public int getOrder() {
		return ORDER;
	}

	@Override
	public Mono<Void> filter(ServerWebExchange exchange, WebFilterChain chain) {
		ServerHttpRequest request = exchange.getRequest();
		List<String> header = request.getHeaders().get(InboundTag.NAME);
		List<String> baggage = request.getHeaders().get(BaggageHeader.NAME);
		boolean claimed = InboundTag.isClaimed(header, baggage);
		String tag = claimed ? InboundTag.of(header, baggage) : null;
		boolean accepted = claimed && this.coloring.accepts(tag, () -> ConnectionPeer.of(request));
		ServerWebExchange seen = (claimed && !accepted) ? untagged(exchange) : exchange;
		TrafficContext context = this.coloring.color(accepted ? tag : null,
				new ReactiveInboundRequest(seen.getRequest()), seen.getRequest().getHeaders(),
				HttpHeadersAccess.INSTANCE);
		seen.getAttributes().put(TrafficContext.CARRIER_KEY, context);
		return chain.filter(seen).contextWrite((view) -> view.put(TrafficContext.CARRIER_KEY, context));
	}

	private static ServerWebExchange untagged(ServerWebExchange exchange) {
		return exchange.mutate().request((request) -> request.headers((headers) -> check(headers, null))).build();
	}

	/**
	 * Leaves the tag in the lane header and nowhere else.
	 * @param tag the tag that counts, {@code null} for none
	 */
	static void check(HttpHeaders headers, @Nullable String tag) {
		String baggage = InboundTag.joined(headers.get(BaggageHeader.NAME));
		set(headers, BaggageHeader.NAME, InboundTag.checkedBaggage(baggage, tag));
		set(headers, InboundTag.NAME, tag);
	}

	private static void set(HttpHeaders headers, String name, @Nullable String value) {
		if (value != null) {
			headers.set(name, value);
		}
		else {
			headers.remove(name);
		}
	}

}
