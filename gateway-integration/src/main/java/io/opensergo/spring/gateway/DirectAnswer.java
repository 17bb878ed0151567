package io.opensergo.spring.gateway;

import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Set;

import io.opensergo.core.rule.HttpPolicies.DirectResponse;
import io.opensergo.core.rule.HttpPolicies.Redirect;
import reactor.core.publisher.Mono;

import org.springframework.cloud.gateway.support.ServerWebExchangeUtils;
import org.springframework.http.HttpStatusCode;
import org.springframework.http.server.reactive.ServerHttpResponse;
import org.springframework.web.server.ServerWebExchange;
import org.springframework.web.util.UriComponentsBuilder;

/**
 * Answers of the gateway itself.
 */
final class DirectAnswer {

	private DirectAnswer() {
	}

	static Mono<Void> respond(ServerWebExchange exchange, DirectResponse answer) {
		ServerHttpResponse response = begin(exchange, answer.status());
		byte[] body = body(answer);
		if (body.length == 0) {
			return response.setComplete();
		}
		response.getHeaders().setContentLength(body.length);
		return response.writeWith(Mono.fromSupplier(() -> response.bufferFactory().wrap(body)));
	}

	/**
	 * Whether a redirect changes only parts that need no knowledge of how the route
	 * matched.
	 */
	static boolean canRedirect(Redirect redirect) {
		return redirect.prefixRewrite() == null && redirect.uriRegex() == null && redirect.derivePort() == null;
	}

	static Mono<Void> redirect(ServerWebExchange exchange, Redirect redirect) {
		ServerHttpResponse response = begin(exchange, redirect.code());
		response.getHeaders().setLocation(location(calledUrl(exchange), redirect));
		return response.setComplete();
	}

	/**
	 * The URL as the client called it: filters of the route may have changed the path.
	 */
	private static URI calledUrl(ServerWebExchange exchange) {
		Set<URI> originals = exchange.getAttribute(ServerWebExchangeUtils.GATEWAY_ORIGINAL_REQUEST_URL_ATTR);
		return (originals != null && !originals.isEmpty()) ? originals.iterator().next()
				: exchange.getRequest().getURI();
	}

	private static URI location(URI called, Redirect redirect) {
		UriComponentsBuilder location = UriComponentsBuilder
			.fromUriString(scheme(called, redirect) + "://" + authority(called, redirect))
			.replacePath((redirect.uri() != null) ? redirect.uri() : called.getRawPath());
		if (!redirect.stripQuery()) {
			location.replaceQuery(called.getRawQuery());
		}
		if (redirect.port() != null) {
			location.port(redirect.port());
		}
		return location.build(true).toUri();
	}

	private static String scheme(URI called, Redirect redirect) {
		return (redirect.scheme() != null) ? redirect.scheme() : called.getScheme();
	}

	private static String authority(URI called, Redirect redirect) {
		if (redirect.authority() != null) {
			return redirect.authority();
		}
		return (redirect.scheme() != null) ? called.getHost() : called.getRawAuthority();
	}

	private static ServerHttpResponse begin(ServerWebExchange exchange, int status) {
		ServerWebExchangeUtils.setAlreadyRouted(exchange);
		ServerHttpResponse response = exchange.getResponse();
		response.setStatusCode(HttpStatusCode.valueOf(status));
		return response;
	}

	private static byte[] body(DirectResponse answer) {
		if (answer.bytes() != null) {
			return Base64.getDecoder().decode(answer.bytes());
		}
		return (answer.body() != null) ? answer.body().getBytes(StandardCharsets.UTF_8) : new byte[0];
	}

}
