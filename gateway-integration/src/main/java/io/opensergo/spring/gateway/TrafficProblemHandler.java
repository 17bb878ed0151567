package io.opensergo.spring.gateway;

import java.util.List;
import java.util.function.Supplier;

import reactor.core.publisher.Mono;

import org.springframework.core.Ordered;
import org.springframework.http.MediaType;
import org.springframework.http.codec.HttpMessageWriter;
import org.springframework.web.reactive.function.server.ServerResponse;
import org.springframework.web.reactive.result.view.ViewResolver;
import org.springframework.web.server.ServerWebExchange;
import org.springframework.web.server.WebExceptionHandler;

/**
 * Answers with the problem detail of a {@link TrafficProblemException}. Stands at the
 * place of Spring Boot's handler and right before it, so that handlers of the application
 * are asked first.
 */
public final class TrafficProblemHandler implements WebExceptionHandler, Ordered {

	/**
	 * The order of Spring Boot's handler; of equal orders the first registered is asked
	 * first.
	 */
	public static final int ORDER = -1;

	private final ServerResponse.Context context;

	/**
	 * Creates a handler.
	 * @param writers write the answer, asked for when there is one
	 */
	public TrafficProblemHandler(Supplier<List<HttpMessageWriter<?>>> writers) {
		this.context = new ServerResponse.Context() {

			@Override
			public List<HttpMessageWriter<?>> messageWriters() {
				return writers.get();
			}

			@Override
			public List<ViewResolver> viewResolvers() {
				return List.of();
			}

		};
	}

	@Override
	public int getOrder() {
		return ORDER;
	}

	@Override
	public Mono<Void> handle(ServerWebExchange exchange, Throwable failure) {
		TrafficProblemException problem = (failure instanceof TrafficProblemException own) ? own : null;
		if (problem == null || exchange.getResponse().isCommitted()) {
			return Mono.error(failure);
		}
		return answer(problem).flatMap((response) -> response.writeTo(exchange, this.context));
	}

	private static Mono<ServerResponse> answer(TrafficProblemException problem) {
		return ServerResponse.status(problem.getStatusCode())
			.contentType(MediaType.APPLICATION_PROBLEM_JSON)
			.bodyValue(problem.getBody());
	}

}
