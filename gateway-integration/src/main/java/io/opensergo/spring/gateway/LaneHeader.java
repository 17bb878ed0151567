package io.opensergo.spring.gateway;

import java.util.List;
import java.util.function.Consumer;

import io.opensergo.core.context.BaggageHeader;
import io.opensergo.core.context.LaneName;
import io.opensergo.core.rule.TrafficLane;
import org.jspecify.annotations.Nullable;

import org.springframework.http.HttpHeaders;
import org.springframework.web.server.ServerWebExchange;

/**
 * The lane on the request that leaves the gateway.
 */
final class LaneHeader {

	private static final String NAME = TrafficLane.DEFAULT_TRAFFIC_HEADER;

	private LaneHeader() {
	}

	/**
	 * The lane that a request leaves with: the one that a filter of the route set, else
	 * the one of the context.
	 */
	static @Nullable String effective(HttpHeaders headers, @Nullable String contextLane) {
		String present = LaneName.of(headers.get(NAME));
		return (present != null) ? present : contextLane;
	}

	static ServerWebExchange set(ServerWebExchange exchange, @Nullable String lane) {
		List<String> present = exchange.getRequest().getHeaders().get(NAME);
		boolean alreadySo = (lane == null) ? present == null : List.of(lane).equals(present);
		if (alreadySo) {
			return exchange;
		}
		return withHeaders(exchange,
				(lane != null) ? (headers) -> headers.set(NAME, lane) : (headers) -> headers.remove(NAME));
	}

	/**
	 * Takes the lane off a request that leaves for a host that must not learn of it.
	 */
	static ServerWebExchange remove(ServerWebExchange exchange) {
		HttpHeaders headers = exchange.getRequest().getHeaders();
		List<String> lines = headers.get(BaggageHeader.NAME);
		String baggage = (lines != null) ? String.join(",", lines) : null;
		String rest = BaggageHeader.without(baggage, NAME);
		if (headers.get(NAME) == null && (baggage == null || baggage.equals(rest))) {
			return exchange;
		}
		return withHeaders(exchange, (changed) -> {
			changed.remove(NAME);
			if (rest != null) {
				changed.set(BaggageHeader.NAME, rest);
			}
			else {
				changed.remove(BaggageHeader.NAME);
			}
		});
	}

	private static ServerWebExchange withHeaders(ServerWebExchange exchange, Consumer<HttpHeaders> change) {
		return exchange.mutate().request((request) -> request.headers(change)).build();
	}

}
