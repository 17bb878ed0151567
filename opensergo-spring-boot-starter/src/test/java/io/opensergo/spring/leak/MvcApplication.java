package io.opensergo.spring.leak;

import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;

import jakarta.servlet.Filter;
import jakarta.servlet.http.HttpServletResponse;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;

import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.web.servlet.FilterRegistrationBean;
import org.springframework.cloud.client.loadbalancer.LoadBalanced;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;
import org.springframework.core.Ordered;
import org.springframework.scheduling.annotation.Async;
import org.springframework.scheduling.annotation.EnableAsync;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.client.RestClient;

/**
 * A Spring MVC application that says what it sees of the lane of a request.
 */
@Configuration(proxyBeanMethods = false)
@EnableAutoConfiguration
@EnableAsync
@Import({ MvcApplication.Sights.class, MvcApplication.Worker.class })
class MvcApplication {

	@Bean
	@LoadBalanced
	RestClient.Builder loadBalancedRestClient() {
		return RestClient.builder();
	}

	/**
	 * Refuses a request on a thread that an earlier one left its lane on. Before every
	 * other filter, because ours would hide it.
	 */
	@Bean
	FilterRegistrationBean<Filter> cleanThreads() {
		FilterRegistrationBean<Filter> registration = new FilterRegistrationBean<>((request, response, chain) -> {
			String left = SeenLane.here();
			if (left.equals(SeenLane.NONE + "," + SeenLane.NONE)) {
				chain.doFilter(request, response);
			}
			else {
				((HttpServletResponse) response).sendError(HttpServletResponse.SC_CONFLICT, "left behind: " + left);
			}
		});
		registration.setOrder(Ordered.HIGHEST_PRECEDENCE);
		return registration;
	}

	/**
	 * What is seen: here, on another thread, and by the service that is called.
	 */
	@RestController
	static class Sights {

		private final RestClient client;

		private final Worker worker;

		Sights(RestClient.Builder client, Worker worker) {
			this.client = client.build();
			this.worker = worker;
		}

		@GetMapping("/async")
		String async() throws Exception {
			return SeenLane.here() + "," + this.worker.sees().get() + "," + wire() + "," + SeenLane.here();
		}

		@GetMapping("/callable")
		Callable<String> callable() {
			String here = SeenLane.here();
			return () -> here + "," + SeenLane.here() + "," + wire();
		}

		@GetMapping("/block")
		String block() {
			String hop = Mono.just("").publishOn(Schedulers.parallel()).map((value) -> SeenLane.here()).block();
			return SeenLane.here() + "," + hop + "," + wire();
		}

		private String wire() {
			return SeenLane.of(this.client.get().uri("http://echo/").retrieve().body(String.class));
		}

	}

	/**
	 * Works on a thread of the application's executor.
	 */
	static class Worker {

		@Async
		public CompletableFuture<String> sees() {
			return CompletableFuture.completedFuture(SeenLane.here());
		}

	}

}
