package io.opensergo.spring.integration;

import java.time.Duration;

import io.opensergo.core.context.TrafficContext;
import org.slf4j.MDC;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;
import reactor.util.retry.Retry;

import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.cloud.client.circuitbreaker.ReactiveCircuitBreakerFactory;
import org.springframework.cloud.client.loadbalancer.LoadBalanced;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;
import org.springframework.http.MediaType;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.client.RestClient;
import org.springframework.web.reactive.function.client.WebClient;

/**
 * A WebFlux application that works on threads of every kind.
 */
@Configuration(proxyBeanMethods = false)
@EnableAutoConfiguration
@Import(ReactorApplication.Web.class)
class ReactorApplication {

	@Bean
	@LoadBalanced
	WebClient.Builder loadBalancedWebClient() {
		return WebClient.builder();
	}

	@Bean
	@LoadBalanced
	RestClient.Builder loadBalancedRestClient() {
		return RestClient.builder();
	}

	/**
	 * The requests.
	 */
	@RestController
	static class Web {

		private final WebClient webClient;

		private final RestClient restClient;

		private final ReactiveCircuitBreakerFactory<?, ?> circuitBreakers;

		Web(@LoadBalanced WebClient.Builder webClient, @LoadBalanced RestClient.Builder restClient,
				ReactiveCircuitBreakerFactory<?, ?> circuitBreakers) {
			this.webClient = webClient.build();
			this.restClient = restClient.build();
			this.circuitBreakers = circuitBreakers;
		}

		@GetMapping("/web/{mechanism}")
		Mono<String> run(@PathVariable String mechanism, @RequestParam String id) {
			return switch (mechanism) {
				case "handler" -> work(id);
				case "publish-on" -> Mono.just("").publishOn(Schedulers.parallel()).flatMap((none) -> work(id));
				case "subscribe-on" -> Mono.defer(() -> work(id)).subscribeOn(Schedulers.boundedElastic());
				case "flat-map" -> Flux.just("")
					.flatMap((none) -> Mono.just("").publishOn(Schedulers.single()))
					.flatMap((none) -> work(id))
					.last();
				case "timer" -> Mono.delay(Duration.ofMillis(5)).flatMap((none) -> work(id));
				case "delay-elements" ->
					Flux.just("").delayElements(Duration.ofMillis(5)).concatMap((none) -> work(id)).last();
				case "zip" -> Mono.zip(work(id), Mono.delay(Duration.ofMillis(5)), (seen, none) -> seen);
				case "retry" -> retried(id);
				case "error" -> Mono.delay(Duration.ofMillis(5))
					.<String>handle((none, sink) -> sink.error(new IllegalStateException()))
					.onErrorResume((ex) -> work(id));
				case "blocking" -> Mono.fromCallable(() -> blockingWork(id)).subscribeOn(Schedulers.boundedElastic());
				case "block" ->
					Mono.fromCallable(() -> Mono.delay(Duration.ofMillis(5)).flatMap((none) -> work(id)).block())
						.subscribeOn(Schedulers.boundedElastic());
				case "circuit-breaker" -> this.circuitBreakers.create("stock").run(work(id));
				default -> Mono.error(new IllegalArgumentException(mechanism));
			};
		}

		@GetMapping(path = "/flux", produces = MediaType.TEXT_EVENT_STREAM_VALUE)
		Flux<String> flux(@RequestParam String id) {
			return Flux.interval(Duration.ofMillis(2)).take(1).concatMap((none) -> work(id));
		}

		@GetMapping("/left")
		Mono<String> left() {
			return Mono.fromCallable(() -> TrafficContext.current().lane() + "|" + MDC.get("lane"));
		}

		@GetMapping("/handle")
		Mono<String> handle() {
			return Mono.delay(Duration.ofMillis(5)).handle((none, sink) -> sink.next(seen()));
		}

		private Mono<String> work(String id) {
			return Mono.fromCallable(Web::seen)
				.flatMap((before) -> this.webClient.get()
					.uri("http://stock/items?id=" + id)
					.retrieve()
					.toBodilessEntity()
					.map((response) -> before.equals(seen()) ? before : before + "/" + seen()));
		}

		private Mono<String> retried(String id) {
			int[] attempts = new int[1];
			return Mono.defer(() -> (attempts[0]++ == 0) ? Mono.error(new IllegalStateException()) : work(id))
				.retryWhen(Retry.fixedDelay(1, Duration.ofMillis(5)));
		}

		private String blockingWork(String id) {
			this.restClient.get().uri("http://stock/items?id=" + id).retrieve().toBodilessEntity();
			return seen();
		}

		private static String seen() {
			return String.valueOf(MDC.get("lane"));
		}

	}

}
