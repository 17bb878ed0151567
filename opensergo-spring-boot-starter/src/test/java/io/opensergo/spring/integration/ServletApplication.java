package io.opensergo.spring.integration;

import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;

import jakarta.servlet.http.HttpServletRequest;
import org.slf4j.MDC;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;

import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.restclient.RestTemplateBuilder;
import org.springframework.cloud.client.loadbalancer.LoadBalanced;
import org.springframework.cloud.openfeign.EnableFeignClients;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;
import org.springframework.scheduling.annotation.Async;
import org.springframework.scheduling.annotation.EnableAsync;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.client.RestClient;
import org.springframework.web.client.RestTemplate;
import org.springframework.web.reactive.function.client.WebClient;
import org.springframework.web.service.registry.ImportHttpServices;

/**
 * A Spring MVC application that calls the service {@code stock} with every client.
 */
@Configuration(proxyBeanMethods = false)
@EnableAutoConfiguration
@EnableAsync
@EnableFeignClients(clients = StockFeignClient.class)
@ImportHttpServices(group = "stock", types = StockApi.class)
@Import({ ServletApplication.Calls.class, ServletApplication.Worker.class })
class ServletApplication {

	@Bean
	@LoadBalanced
	RestTemplate restTemplate() {
		return new RestTemplate();
	}

	@Bean
	@LoadBalanced
	RestClient.Builder loadBalancedRestClient() {
		return RestClient.builder();
	}

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

		private final RestTemplate restTemplate;

		private final RestClient restClient;

		private final WebClient webClient;

		private final StockFeignClient feign;

		private final StockApi exchange;

		private final RestTemplate plainRestTemplate;

		private final Worker worker;

		Calls(RestTemplate restTemplate, @LoadBalanced RestClient.Builder restClient,
				@LoadBalanced WebClient.Builder webClient, StockFeignClient feign, StockApi exchange,
				RestTemplateBuilder plainRestTemplate, Worker worker) {
			this.restTemplate = restTemplate;
			this.restClient = restClient.build();
			this.webClient = webClient.build();
			this.feign = feign;
			this.exchange = exchange;
			this.plainRestTemplate = plainRestTemplate.build();
			this.worker = worker;
		}

		@GetMapping("/call/{client}")
		String call(@PathVariable String client) {
			String url = "http://stock/items";
			return switch (client) {
				case "rest-template" -> this.restTemplate.getForObject(url, String.class);
				case "rest-client" -> this.restClient.get().uri(url).retrieve().body(String.class);
				case "web-client" -> this.webClient.get().uri(url).retrieve().bodyToMono(String.class).block();
				case "feign" -> this.feign.items();
				case "http-exchange" -> this.exchange.items();
				default -> throw new IllegalArgumentException(client);
			};
		}

		@GetMapping("/call-with-header")
		String callWithHeader(@RequestParam String lane) {
			return this.restClient.get()
				.uri("http://stock/items")
				.header(TestChain.LANE_HEADER, lane)
				.retrieve()
				.body(String.class);
		}

		@GetMapping("/call-url")
		String callUrl(@RequestParam String url) {
			return this.plainRestTemplate.getForObject(url, String.class);
		}

		@GetMapping("/mdc/{mechanism}")
		Object mdc(@PathVariable String mechanism) throws Exception {
			return switch (mechanism) {
				case "handler" -> currentLane();
				case "async" -> this.worker.mdc().get();
				case "callable" -> (Callable<String>) ServletApplication::currentLane;
				case "mono" ->
					Mono.fromCallable(ServletApplication::currentLane).subscribeOn(Schedulers.boundedElastic());
				case "block" -> Mono.just("")
					.publishOn(Schedulers.parallel())
					.map((value) -> ServletApplication.currentLane())
					.block();
				default -> throw new IllegalArgumentException(mechanism);
			};
		}

		@GetMapping("/headers")
		String headers(HttpServletRequest request) {
			return request.getHeader(TestChain.LANE_HEADER) + "|" + request.getHeader("baggage") + "|" + currentLane();
		}

	}

	static String currentLane() {
		return String.valueOf(MDC.get("lane"));
	}

	/**
	 * Works on another thread.
	 */
	static class Worker {

		@Async
		public CompletableFuture<String> mdc() {
			return CompletableFuture.completedFuture(ServletApplication.currentLane());
		}

	}

}
