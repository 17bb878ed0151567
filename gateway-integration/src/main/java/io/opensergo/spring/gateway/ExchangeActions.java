package io.opensergo.spring.gateway;

import java.net.URI;
import java.time.Duration;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;

import io.opensergo.core.action.CorsRules;
import io.opensergo.core.action.FaultAbort;
import io.opensergo.core.action.HeaderChanges;
import io.opensergo.core.action.MirrorRule;
import io.opensergo.core.action.RouteActions;
import io.opensergo.core.engine.RoutingFailures;
import io.opensergo.core.route.RouteDecision.Forward;
import io.opensergo.core.route.RouteDecision.RedirectTo;
import io.opensergo.core.route.RouteDecision.Respond;
import io.opensergo.core.route.RoutedCall;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Scheduler;

import org.springframework.cloud.gateway.filter.GatewayFilterChain;
import org.springframework.cloud.gateway.support.NotFoundException;
import org.springframework.cloud.gateway.support.ServerWebExchangeUtils;
import org.springframework.core.io.buffer.DataBuffer;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpMethod;
import org.springframework.http.server.reactive.ServerHttpRequest;
import org.springframework.http.server.reactive.ServerHttpRequestDecorator;
import org.springframework.http.server.reactive.ServerHttpResponse;
import org.springframework.web.server.ServerWebExchange;

/**
 * Does to a request what its route says, in the order of {@link RouteActions}. What
 * cannot be done to one request, such as a rewrite that gives no URL, is left out and
 * counted.
 *
 * @param random the source of draws, safe for all threads
 * @param scheduler the time of delays and timeouts
 * @param failures where failures are counted
 * @param mirrors sends copies, {@code null} when there are none
 */
record ExchangeActions(RandomGenerator random, Scheduler scheduler, RoutingFailures failures,
		@Nullable RequestMirrors mirrors) {

	private static final String WEBSOCKET = "websocket";

	/**
	 * Sends a request to the destination that was decided.
	 */
	Mono<Void> forward(ServerWebExchange exchange, GatewayFilterChain chain, RoutedCall call, Forward forward,
			GatewayRouteRequest routed) {
		RouteActions actions = call.actions();
		Mono<Void> sent = (actions == RouteActions.NONE) ? chain.filter(exchange)
				: begin(exchange, actions, () -> send(exchange, chain, actions, call, routed));
		if (forward.rule() == null && forward.lane() == null) {
			return sent;
		}
		return sent.onErrorMap((failure) -> problem(call, forward, failure));
	}

	Mono<Void> redirect(ServerWebExchange exchange, RedirectTo redirect, GatewayRouteRequest routed) {
		RouteActions actions = redirect.actions();
		return begin(exchange, actions, () -> {
			change(exchange, actions, routed);
			return (actions.redirect() != null) ? DirectAnswer.redirect(exchange, routed, actions.redirect())
					: Mono.empty();
		});
	}

	Mono<Void> respond(ServerWebExchange exchange, Respond respond, GatewayRouteRequest routed) {
		return begin(exchange, respond.actions(), () -> {
			change(exchange, respond.actions(), routed);
			return DirectAnswer.respond(exchange, respond.response());
		});
	}

	/**
	 * The fault, then the answer to a preflight request, then the rest.
	 */
	private Mono<Void> begin(ServerWebExchange exchange, RouteActions actions, Supplier<Mono<Void>> rest) {
		if (actions.fault() == null) {
			return preflight(exchange, actions.cors(), rest);
		}
		Duration delay = actions.fault().drawDelay(this.random);
		FaultAbort abort = actions.fault().drawAbort(this.random);
		Supplier<Mono<Void>> next = (abort != null) ? () -> DirectAnswer.abort(exchange, abort)
				: () -> preflight(exchange, actions.cors(), rest);
		return (delay != null) ? Mono.delay(delay, this.scheduler).then(Mono.defer(next)) : next.get();
	}

	private static Mono<Void> preflight(ServerWebExchange exchange, @Nullable CorsRules cors,
			Supplier<Mono<Void>> rest) {
		if (cors == null || !HttpMethod.OPTIONS.equals(exchange.getRequest().getMethod())) {
			return rest.get();
		}
		HttpHeadersView request = new HttpHeadersView(exchange.getRequest().getHeaders());
		if (!cors.isAnswered(HttpMethod.OPTIONS.name(), request)) {
			return rest.get();
		}
		cors.answer(request, new HttpHeadersView(exchange.getResponse().getHeaders()));
		return DirectAnswer.empty(exchange, 200);
	}

	private Mono<Void> send(ServerWebExchange exchange, GatewayFilterChain chain, RouteActions actions, RoutedCall call,
			GatewayRouteRequest routed) {
		ServerWebExchange changed = exchange;
		ReplayableBody body = null;
		try {
			changed = request(exchange, actions, routed);
			if (actions.mayReplay()) {
				body = new ReplayableBody(changed.getRequest());
				changed = changed.mutate().request(new Replayed(changed.getRequest(), body)).build();
				mirror(changed, actions, body);
			}
		}
		catch (RuntimeException ex) {
			this.failures.failed(call.service(), ex);
		}
		Mono<Void> sent = isUpgrade(exchange.getRequest()) ? chain.filter(changed)
				: call(changed, chain, actions, body);
		boolean changesResponse = actions.responseHeaders() != HeaderChanges.NONE || actions.cors() != null;
		return changesResponse ? sent.then(Mono.fromRunnable(() -> change(exchange, actions, routed))) : sent;
	}

	private Mono<Void> call(ServerWebExchange exchange, GatewayFilterChain chain, RouteActions actions,
			@Nullable ReplayableBody body) {
		if (actions.timeout() == null && actions.retries() == null) {
			return chain.filter(exchange);
		}
		UpstreamCall call = new UpstreamCall(actions, body, this.scheduler, this.random);
		exchange.getAttributes().put(UpstreamCall.ATTRIBUTE, call);
		return call.send(exchange, chain);
	}

	/**
	 * A connection that becomes a WebSocket is neither limited in time nor opened twice.
	 */
	private static boolean isUpgrade(ServerHttpRequest request) {
		return WEBSOCKET.equalsIgnoreCase(request.getHeaders().getUpgrade());
	}

	private static ServerWebExchange request(ServerWebExchange exchange, RouteActions actions,
			GatewayRouteRequest routed) {
		URI url = (actions.path() != null)
				? withPath(exchange.getRequest().getURI(), actions.path().apply(routed.path())) : null;
		if (url == null && actions.authority() == null && actions.requestHeaders() == HeaderChanges.NONE) {
			return exchange;
		}
		ServerHttpRequest.Builder request = exchange.getRequest().mutate();
		request.headers((headers) -> {
			actions.requestHeaders().apply(new HttpHeadersView(headers), new ExchangeFacts(routed));
			if (actions.authority() != null) {
				headers.set(HttpHeaders.HOST, actions.authority());
			}
		});
		if (actions.authority() != null) {
			exchange.getAttributes().put(ServerWebExchangeUtils.PRESERVE_HOST_HEADER_ATTRIBUTE, true);
		}
		if (url != null) {
			request.uri(url);
			URI target = exchange.getRequiredAttribute(ServerWebExchangeUtils.GATEWAY_REQUEST_URL_ATTR);
			exchange.getAttributes()
				.put(ServerWebExchangeUtils.GATEWAY_REQUEST_URL_ATTR,
						withPath(target, GatewayRouteRequest.pathOf(url)));
		}
		return exchange.mutate().request(request.build()).build();
	}

	private static URI withPath(URI url, String path) {
		return URI.create(url.getScheme() + "://" + url.getRawAuthority() + path);
	}

	private void mirror(ServerWebExchange exchange, RouteActions actions, ReplayableBody body) {
		if (this.mirrors == null) {
			return;
		}
		for (MirrorRule rule : actions.mirrors()) {
			if (rule.draw(this.random)) {
				this.mirrors.send(exchange, rule, body, actions.timeout());
			}
		}
	}

	/**
	 * Changes the headers of the response, unless something has sent them already.
	 */
	private void change(ServerWebExchange exchange, RouteActions actions, GatewayRouteRequest routed) {
		ServerHttpResponse response = exchange.getResponse();
		if (response.isCommitted()) {
			return;
		}
		HttpHeadersView headers = new HttpHeadersView(response.getHeaders());
		actions.responseHeaders().apply(headers, new ExchangeFacts(routed));
		if (actions.cors() != null) {
			actions.cors().mark(new HttpHeadersView(routed.request().getHeaders()), headers);
		}
	}

	private static Throwable problem(RoutedCall call, Forward forward, Throwable failure) {
		if (failure instanceof NotFoundException) {
			return TrafficProblemException.noInstance(call, forward, failure);
		}
		return (failure instanceof UpstreamTimeoutException timeout)
				? TrafficProblemException.timeout(call, forward, timeout.limit(), failure) : failure;
	}

	/**
	 * A request whose body can be read again.
	 */
	private static final class Replayed extends ServerHttpRequestDecorator {

		private final ReplayableBody body;

		Replayed(ServerHttpRequest request, ReplayableBody body) {
			super(request);
			this.body = body;
		}

		@Override
		public Flux<DataBuffer> getBody() {
			return this.body.body();
		}

	}

}
