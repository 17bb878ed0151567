package io.opensergo.spring.sentinel.webflux;

import com.alibaba.csp.sentinel.slots.block.BlockException;
import io.opensergo.spring.sentinel.http.FailedStatusException;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;

import org.springframework.core.Ordered;
import org.springframework.core.annotation.AnnotatedElementUtils;
import org.springframework.http.HttpStatusCode;
import org.springframework.web.ErrorResponse;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.server.ServerWebExchange;
import org.springframework.web.server.WebFilter;
import org.springframework.web.server.WebFilterChain;
import org.springframework.web.util.DisconnectedClientHelper;

/**
 * Ends what {@link ProtectionHandlerAdapter} has entered when the request is done, failed
 * or cancelled, and raises what it has blocked so that the exception handlers of the web
 * layer see it. Safe for all threads.
 */
public final class ProtectionWebFilter implements WebFilter, Ordered {

	/**
	 * Within the traffic context, around everything else.
	 */
	public static final int ORDER = Ordered.HIGHEST_PRECEDENCE + 110;

	@Override
	public int getOrder() {
		return ORDER;
	}

	@Override
	public Mono<Void> filter(ServerWebExchange exchange, WebFilterChain chain) {
		return Mono.defer(() -> {
			ProtectedExchange state = ProtectedExchange.create(exchange);
			return chain.filter(exchange)
				.then(Mono.<Void>defer(() -> raise(state)))
				.doOnSuccess((done) -> state.end(answered(exchange, state)))
				.doOnError((failure) -> state.end(isFailure(failure) ? failure : null))
				.doOnCancel(() -> state.end(null));
		});
	}

	private static Mono<Void> raise(ProtectedExchange state) {
		BlockException block = state.block();
		return (block != null) ? Mono.error(block) : Mono.empty();
	}

	private static @Nullable Throwable answered(ServerWebExchange exchange, ProtectedExchange state) {
		HttpStatusCode status = exchange.getResponse().getStatusCode();
		if (status == null || !FailedStatusException.isFailure(status)) {
			return null;
		}
		Throwable handled = state.handled();
		return (handled != null) ? handled : new FailedStatusException(status.value());
	}

	/**
	 * What becomes an answer of 4xx is a mistake of the client, as it is in Spring MVC.
	 */
	private static boolean isFailure(Throwable failure) {
		if (DisconnectedClientHelper.isClientDisconnectedException(failure)) {
			return false;
		}
		if (failure instanceof ErrorResponse answer) {
			return FailedStatusException.isFailure(answer.getStatusCode());
		}
		ResponseStatus annotation = AnnotatedElementUtils.findMergedAnnotation(failure.getClass(),
				ResponseStatus.class);
		return annotation == null || FailedStatusException.isFailure(annotation.code());
	}

}
