package io.opensergo.spring.gateway;

import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Set;

import io.opensergo.core.action.FaultAbort;
import io.opensergo.core.action.RedirectTarget;
import io.opensergo.core.rule.HttpPolicies.DirectResponse;
import reactor.core.publisher.Mono;

import org.springframework.cloud.gateway.support.ServerWebExchangeUtils;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatusCode;
import org.springframework.http.MediaType;
import org.springframework.http.server.reactive.ServerHttpResponse;
import org.springframework.web.server.ServerWebExchange;

/**
 * Answers of the gateway itself.
 */
final class DirectAnswer {

	private static final String GRPC = "application/grpc";

	private DirectAnswer() {
	}

	static Mono<Void> respond(ServerWebExchange exchange, DirectResponse answer) {
		return write(begin(exchange, answer.status()), body(answer));
	}

	static Mono<Void> redirect(ServerWebExchange exchange, GatewayRouteRequest routed, RedirectTarget target) {
		URI called = calledUrl(exchange);
		String scheme = (called.getScheme() != null) ? called.getScheme() : "http";
		String authority = routed.authority();
		ServerHttpResponse response = begin(exchange, target.status());
		response.getHeaders()
			.set(HttpHeaders.LOCATION, target.location(scheme, (authority != null) ? authority : "",
					GatewayRouteRequest.pathOf(called), GatewayRouteRequest.pathOf(routed.target())));
		return response.setComplete();
	}

	static Mono<Void> abort(ServerWebExchange exchange, FaultAbort abort) {
		if (isGrpc(exchange)) {
			ServerHttpResponse response = begin(exchange, 200);
			response.getHeaders().set(HttpHeaders.CONTENT_TYPE, GRPC);
			response.getHeaders().set("grpc-status", String.valueOf(abort.grpcStatus()));
			response.getHeaders().set("grpc-message", FaultAbort.BODY);
			return response.setComplete();
		}
		ServerHttpResponse response = begin(exchange, abort.httpStatus());
		response.getHeaders().setContentType(MediaType.TEXT_PLAIN);
		return write(response, FaultAbort.BODY.getBytes(StandardCharsets.UTF_8));
	}

	/**
	 * An answer with a status and the headers that are set already.
	 */
	static Mono<Void> empty(ServerWebExchange exchange, int status) {
		return begin(exchange, status).setComplete();
	}

	private static boolean isGrpc(ServerWebExchange exchange) {
		String type = exchange.getRequest().getHeaders().getFirst(HttpHeaders.CONTENT_TYPE);
		return type != null && (type.equals(GRPC) || type.startsWith(GRPC + "+"));
	}

	/**
	 * The URL as the client called it: filters of the route may have changed the path.
	 */
	private static URI calledUrl(ServerWebExchange exchange) {
		Set<URI> originals = exchange.getAttribute(ServerWebExchangeUtils.GATEWAY_ORIGINAL_REQUEST_URL_ATTR);
		return (originals != null && !originals.isEmpty()) ? originals.iterator().next()
				: exchange.getRequest().getURI();
	}

	private static ServerHttpResponse begin(ServerWebExchange exchange, int status) {
		ServerWebExchangeUtils.setAlreadyRouted(exchange);
		ServerHttpResponse response = exchange.getResponse();
		response.setStatusCode(HttpStatusCode.valueOf(status));
		return response;
	}

	private static Mono<Void> write(ServerHttpResponse response, byte[] body) {
		if (body.length == 0) {
			return response.setComplete();
		}
		response.getHeaders().setContentLength(body.length);
		return response.writeWith(Mono.fromSupplier(() -> response.bufferFactory().wrap(body)));
	}

	private static byte[] body(DirectResponse answer) {
		if (answer.bytes() != null) {
			return Base64.getDecoder().decode(answer.bytes());
		}
		return (answer.body() != null) ? answer.body().getBytes(StandardCharsets.UTF_8) : new byte[0];
	}

}
