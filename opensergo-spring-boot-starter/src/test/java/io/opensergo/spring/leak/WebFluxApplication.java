package io.opensergo.spring.leak;

import reactor.core.publisher.Mono;
import reactor.core.scheduler.Scheduler;
import reactor.core.scheduler.Schedulers;

import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.cloud.client.loadbalancer.LoadBalanced;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.reactive.function.client.WebClient;

/**
 * A WebFlux application that says what it sees of the lane of a request.
 */
@Configuration(proxyBeanMethods = false)
@EnableAutoConfiguration
@Import(WebFluxApplication.Sights.class)
class WebFluxApplication {

	@Bean
	@LoadBalanced
	WebClient.Builder loadBalancedWebClient() {
		return WebClient.builder();
	}

	/**
	 * What is seen: here, on another thread, by the service that is called, and after the
	 * call.
	 */
	@RestController
	static class Sights {

		private final WebClient client;

		Sights(WebClient.Builder client) {
			this.client = client.build();
		}

		@GetMapping("/parallel")
		Mono<String> parallel() {
			return sees(Schedulers.parallel());
		}

		@GetMapping("/elastic")
		Mono<String> elastic() {
			return sees(Schedulers.boundedElastic());
		}

		private Mono<String> sees(Scheduler scheduler) {
			String here = SeenLane.here();
			return Mono.just("")
				.publishOn(scheduler)
				.map((value) -> here + "," + SeenLane.here())
				.flatMap((seen) -> wire().map((wire) -> seen + "," + wire + "," + SeenLane.here()));
		}

		private Mono<String> wire() {
			return this.client.get().uri("http://echo/").retrieve().bodyToMono(String.class);
		}

	}

}
