package io.opensergo.spring.sentinel.webflux;

import com.alibaba.csp.sentinel.slots.block.BlockException;
import io.opensergo.spring.sentinel.http.BlockedAnswer;
import reactor.core.publisher.Mono;

import org.springframework.core.Ordered;
import org.springframework.http.server.reactive.ServerHttpResponse;
import org.springframework.web.server.ServerWebExchange;
import org.springframework.web.server.WebExceptionHandler;

/**
 * Answers blocked reactive requests with the fallback action of the rule or the default
 * answer. A handler of the application that is to answer instead goes before
 * {@link #ORDER}. Safe for all threads.
 */
public final class BlockedWebExceptionHandler implements WebExceptionHandler, Ordered {

	/**
	 * Before handlers that make server errors of all exceptions: that of Spring Boot is
	 * at -1, those that replace it are commonly at -2.
	 */
	public static final int ORDER = -10;

	@Override
	public int getOrder() {
		return ORDER;
	}

	@Override
	public Mono<Void> handle(ServerWebExchange exchange, Throwable failure) {
		BlockException block = BlockedAnswer.blockIn(failure);
		ServerHttpResponse response = exchange.getResponse();
		if (block == null || response.isCommitted()) {
			return Mono.error(failure);
		}
		BlockedAnswer answer = BlockedAnswer.of(block, exchange.getRequest().getHeaders());
		response.setStatusCode(answer.status());
		response.getHeaders().putAll(answer.headers());
		byte[] body = answer.body(exchange.getRequest().getMethod());
		return (body.length > 0) ? response.writeWith(Mono.just(response.bufferFactory().wrap(body)))
				: response.setComplete();
	}

}
