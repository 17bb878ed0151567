package io.opensergo.spring.integration;

import org.slf4j.MDC;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;

import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.cloud.client.loadbalancer.LoadBalanced;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;
import org.springframework.http.server.reactive.ServerHttpRequest;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.reactive.function.client.WebClient;

/**
 * A WebFlux application that calls the service {@code stock}.
 */
@Configuration(proxyBeanMethods = false)
@EnableAutoConfiguration
@Import(ReactiveApplication.Calls.class)
class ReactiveApplication {

	@Bean
	@LoadBalanced
	WebClient.Builder loadBalancedWebClient() {
		return WebClient.builder();
	}

	/**
	 * The calls.
	 */
	@RestController
	static class Calls {

		private final WebClient webClient;

		Calls(@LoadBalanced WebClient.Builder webClient) {
			this.webClient = webClient.build();
		}

		@GetMapping("/call")
		Mono<String> call() {
			return this.webClient.get().uri("http://stock/items").retrieve().bodyToMono(String.class);
		}

		@GetMapping("/mdc/{mechanism}")
		Mono<String> mdc(@PathVariable String mechanism) {
			return switch (mechanism) {
				case "map" -> Mono.just("").map((value) -> currentLane());
				case "publish-on" -> Mono.just("").publishOn(Schedulers.parallel()).map((value) -> currentLane());
				case "bounded-elastic" ->
					Mono.fromCallable(ReactiveApplication::currentLane).subscribeOn(Schedulers.boundedElastic());
				case "after-call" -> call().map((answer) -> currentLane());
				default -> Mono.error(new IllegalArgumentException(mechanism));
			};
		}

		@GetMapping("/headers")
		Mono<String> headers(ServerHttpRequest request) {
			return Mono.fromCallable(() -> request.getHeaders().getFirst(TestChain.LANE_HEADER) + "|"
					+ request.getHeaders().getFirst("baggage") + "|" + currentLane());
		}

	}

	static String currentLane() {
		return String.valueOf(MDC.get("lane"));
	}

}
