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

	private static final String HTTPS = "https";

	private final InboundColoring coloring;

	private final @Nullable LaneCookie cookie;

	/**
	 * Creates a filter without a cookie.
	 * @param coloring decides the lane
	 */
	public TrafficContextWebFilter(InboundColoring coloring) {
		this(coloring, null);
	}

	/**
	 * Creates a filter.
	 * @param coloring decides the lane
	 * @param cookie the cookie that keeps a browser in its lane, {@code null} for none
	 */
	public TrafficContextWebFilter(InboundColoring coloring, @Nullable LaneCookie cookie) {
		this.coloring = coloring;
		this.cookie = cookie;
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
		List<String> cookies = (this.cookie != null)
				? CookieHeader.values(request.getHeaders().get(HttpHeaders.COOKIE), this.cookie.name()) : List.of();
		ColoredRequest colored = ColoredRequest.of(this.coloring, accepted ? tag : null, this.cookie, cookies,
				new ReactiveInboundRequest(seen.getRequest(), this.coloring),
				HTTPS.equals(request.getURI().getScheme()), seen.getRequest().getHeaders(), HttpHeadersAccess.INSTANCE);
		if (colored.cookie() != null) {
			seen.getResponse().addCookie(colored.cookie());
		}
		TrafficContext context = colored.context();
		seen.getAttributes().put(TrafficContext.CARRIER_KEY, context);
		return chain.filter((this.cookie != null && !cookies.isEmpty()) ? cookieless(seen, this.cookie.name()) : seen)
			.contextWrite((view) -> view.put(TrafficContext.CARRIER_KEY, context));
	}

	private static ServerWebExchange cookieless(ServerWebExchange exchange, String name) {
		String rest = CookieHeader.without(exchange.getRequest().getHeaders().get(HttpHeaders.COOKIE), name);
		return exchange.mutate()
			.request((request) -> request.headers((headers) -> set(headers, HttpHeaders.COOKIE, rest)))
			.build();
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
