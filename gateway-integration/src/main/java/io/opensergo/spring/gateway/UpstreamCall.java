package io.opensergo.spring.gateway;

import java.io.IOException;
import java.net.ConnectException;
import java.net.NoRouteToHostException;
import java.net.URI;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.random.RandomGenerator;

import io.opensergo.core.action.RetryRules;
import io.opensergo.core.action.RouteActions;
import io.opensergo.core.action.UpstreamFailure;
import io.opensergo.core.route.RoutedCall;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Scheduler;
import reactor.util.retry.Retry;

import org.springframework.cloud.client.ServiceInstance;
import org.springframework.cloud.client.loadbalancer.Response;
import org.springframework.cloud.gateway.filter.GatewayFilterChain;
import org.springframework.cloud.gateway.support.ServerWebExchangeUtils;
import org.springframework.http.HttpStatus;
import org.springframework.http.HttpStatusCode;
import org.springframework.http.server.reactive.ServerHttpResponse;
import org.springframework.web.server.ResponseStatusException;
import org.springframework.web.server.ServerWebExchange;

/**
 * One request to a destination with all of its tries. Each try asks the load balancer
 * again, with the decision that was taken.
 */
final class UpstreamCall {

	/**
	 * The attribute of an exchange that holds the call.
	 */
	static final String ATTRIBUTE = UpstreamCall.class.getName();

	private final @Nullable RetryRules retries;

	private final @Nullable Duration timeout;

	private final @Nullable ReplayableBody body;

	private final Scheduler scheduler;

	private final RandomGenerator random;

	private final long begin;

	private int retried;

	UpstreamCall(RouteActions actions, @Nullable ReplayableBody body, Scheduler scheduler, RandomGenerator random) {
		this.retries = actions.retries();
		this.timeout = actions.timeout();
		this.body = body;
		this.scheduler = scheduler;
		this.random = random;
		this.begin = scheduler.now(TimeUnit.NANOSECONDS);
	}

	/**
	 * Sends the request, and again while the rules say so.
	 */
	Mono<Void> send(ServerWebExchange exchange, GatewayFilterChain chain) {
		RetryRules retries = this.retries;
		if (retries == null) {
			return chain.filter(exchange);
		}
		URI url = exchange.getRequiredAttribute(ServerWebExchangeUtils.GATEWAY_REQUEST_URL_ATTR);
		return Mono.defer(() -> chain.filter(exchange))
			.then(Mono
				.defer(() -> mayRetry(retries, exchange.getResponse()) && isRetried(retries, exchange.getResponse())
						? Mono.<Void>error(RetriedAnswer.INSTANCE) : Mono.<Void>empty()))
			.retryWhen(Retry.from(
					(signals) -> signals.concatMap((signal) -> beforeNext(retries, exchange, url, signal.failure()))));
	}

	/**
	 * Limits the time until one try begins its answer, and then that of the rest of the
	 * answer.
	 */
	Mono<Void> limited(ServerWebExchange exchange, Mono<Void> attempt) {
		Duration perTry = (this.retries != null) ? this.retries.perTryTimeout() : null;
		Duration remaining = remaining();
		if (remaining == null && perTry == null) {
			return attempt;
		}
		boolean ofAllTries = perTry == null || (remaining != null && remaining.compareTo(perTry) <= 0);
		Duration limit = Objects.requireNonNull(ofAllTries ? remaining : perTry);
		Duration named = Objects.requireNonNull(ofAllTries ? this.timeout : perTry);
		Mono<Void> limited = attempt.timeout(limit, Mono.error(() -> new UpstreamTimeoutException(named, ofAllTries)),
				this.scheduler);
		return (remaining != null) ? limited.then(Mono.fromRunnable(() -> limitRest(exchange))) : limited;
	}

	private void limitRest(ServerWebExchange exchange) {
		Duration remaining = remaining();
		if (remaining != null) {
			ResponseDeadline.set(exchange, remaining);
		}
	}

	private @Nullable Duration remaining() {
		if (this.timeout == null) {
			return null;
		}
		long passed = this.scheduler.now(TimeUnit.NANOSECONDS) - this.begin;
		return Duration.ofNanos(Math.max(0, this.timeout.toNanos() - passed));
	}

	private boolean mayRetry(RetryRules retries, ServerHttpResponse response) {
		return this.retried < retries.attempts() && !response.isCommitted()
				&& (this.body == null || this.body.isReplayable());
	}

	private static boolean isRetried(RetryRules retries, ServerHttpResponse response) {
		HttpStatusCode status = response.getStatusCode();
		return status != null && retries.retries(status.value(), response.getHeaders().getFirst("grpc-status"),
				response.getHeaders().containsHeader("x-envoy-ratelimited"));
	}

	private Mono<?> beforeNext(RetryRules retries, ServerWebExchange exchange, URI url, Throwable failure) {
		if (failure != RetriedAnswer.INSTANCE && !isRetried(retries, exchange, failure)) {
			return Mono.error(failure);
		}
		this.retried++;
		if (retries.isAvoidingPreviousInstance()
				&& exchange.getAttribute(
						ServerWebExchangeUtils.GATEWAY_LOADBALANCER_RESPONSE_ATTR) instanceof Response<?> response
				&& response.getServer() instanceof ServiceInstance failed) {
			exchange.getAttributes().put(RoutedCall.FAILED_INSTANCE_ATTRIBUTE, failed);
		}
		ServerWebExchangeUtils.reset(exchange);
		exchange.getAttributes().put(ServerWebExchangeUtils.GATEWAY_REQUEST_URL_ATTR, url);
		Duration backoff = retries.backoff(this.retried, this.random);
		Duration remaining = remaining();
		if (remaining == null || backoff.compareTo(remaining) < 0) {
			return Mono.delay(backoff, this.scheduler);
		}
		return Mono.delay(remaining, this.scheduler)
			.then(Mono.error(() -> new UpstreamTimeoutException(Objects.requireNonNull(this.timeout), true)));
	}

	private boolean isRetried(RetryRules retries, ServerWebExchange exchange, Throwable failure) {
		UpstreamFailure reason = reason(failure);
		return reason != null && retries.retries(reason) && mayRetry(retries, exchange.getResponse());
	}

	private static @Nullable UpstreamFailure reason(Throwable failure) {
		if (failure instanceof ConnectException || failure instanceof UnknownHostException
				|| failure instanceof NoRouteToHostException) {
			return UpstreamFailure.CONNECT_FAILURE;
		}
		if (failure instanceof UpstreamTimeoutException timeout) {
			return timeout.isOfAllTries() ? null : UpstreamFailure.RESET;
		}
		boolean timeoutOfHost = failure instanceof ResponseStatusException status
				&& status.getStatusCode() == HttpStatus.GATEWAY_TIMEOUT;
		return (failure instanceof IOException || failure instanceof TimeoutException || timeoutOfHost)
				? UpstreamFailure.RESET : null;
	}

	/**
	 * An answer that is thrown away for another try. Nobody sees it.
	 */
	private static final class RetriedAnswer extends RuntimeException {

		static final RetriedAnswer INSTANCE = new RetriedAnswer();

		private RetriedAnswer() {
			super("The answer is thrown away for another try", null, false, false);
		}

	}

}
