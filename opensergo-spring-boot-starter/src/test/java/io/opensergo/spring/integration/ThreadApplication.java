package io.opensergo.spring.integration;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.atomic.AtomicInteger;

import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;

import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.cloud.circuitbreaker.resilience4j.Resilience4JCircuitBreakerFactory;
import org.springframework.cloud.client.circuitbreaker.Customizer;
import org.springframework.cloud.client.loadbalancer.LoadBalanced;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;
import org.springframework.core.task.SimpleAsyncTaskExecutor;
import org.springframework.http.MediaType;
import org.springframework.scheduling.annotation.AsyncConfigurer;
import org.springframework.scheduling.annotation.EnableAsync;
import org.springframework.scheduling.concurrent.ConcurrentTaskExecutor;
import org.springframework.scheduling.concurrent.ThreadPoolTaskExecutor;
import org.springframework.scheduling.concurrent.ThreadPoolTaskScheduler;
import org.springframework.web.bind.annotation.ExceptionHandler;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.client.RestClient;
import org.springframework.web.context.request.async.DeferredResult;
import org.springframework.web.context.request.async.WebAsyncTask;
import org.springframework.web.servlet.mvc.method.annotation.ResponseBodyEmitter;
import org.springframework.web.servlet.mvc.method.annotation.SseEmitter;
import org.springframework.web.servlet.mvc.method.annotation.StreamingResponseBody;

/**
 * A Spring MVC application with executors of every kind, each of one thread where it has
 * a choice.
 */
@Configuration(proxyBeanMethods = false)
@EnableAutoConfiguration
@EnableAsync
@Import({ ThreadMechanisms.class, ThreadMechanisms.Asynchronous.class, ThreadApplication.Web.class })
class ThreadApplication {

	@Bean
	@LoadBalanced
	RestClient.Builder loadBalancedRestClient() {
		return RestClient.builder();
	}

	@Bean
	AtomicInteger decorated() {
		return new AtomicInteger();
	}

	@Bean
	ThreadPoolTaskExecutor pool(AtomicInteger decorated) {
		ThreadPoolTaskExecutor pool = new ThreadPoolTaskExecutor();
		pool.setCorePoolSize(1);
		pool.setMaxPoolSize(1);
		pool.setTaskDecorator((task) -> {
			decorated.incrementAndGet();
			return task;
		});
		return pool;
	}

	@Bean
	ConcurrentTaskExecutor concurrent() {
		return new ConcurrentTaskExecutor(Executors.newSingleThreadExecutor());
	}

	@Bean
	SimpleAsyncTaskExecutor simple() {
		return new SimpleAsyncTaskExecutor();
	}

	@Bean
	ThreadPoolTaskScheduler scheduler() {
		return new ThreadPoolTaskScheduler();
	}

	@Bean
	ExecutorService plain() {
		return Executors.newSingleThreadExecutor();
	}

	@Bean
	ScheduledExecutorService scheduled() {
		return Executors.newSingleThreadScheduledExecutor();
	}

	@Bean
	AsyncConfigurer asyncConfigurer() {
		return new AsyncConfigurer() {

			@Override
			public Executor getAsyncExecutor() {
				ThreadPoolTaskExecutor executor = new ThreadPoolTaskExecutor();
				executor.setCorePoolSize(1);
				executor.setMaxPoolSize(1);
				executor.setDaemon(true);
				executor.initialize();
				return executor;
			}

		};
	}

	@Bean
	Customizer<Resilience4JCircuitBreakerFactory> groups() {
		return (factory) -> factory.configureGroupExecutorService((group) -> Executors.newSingleThreadExecutor());
	}

	/**
	 * The requests.
	 */
	@RestController
	static class Web {

		private final ThreadMechanisms mechanisms;

		private final ThreadPoolTaskExecutor pool;

		Web(ThreadMechanisms mechanisms, ThreadPoolTaskExecutor pool) {
			this.mechanisms = mechanisms;
			this.pool = pool;
		}

		@GetMapping("/run/{mechanism}")
		String run(@PathVariable String mechanism, @RequestParam String id) throws Exception {
			return this.mechanisms.run(mechanism, id).get();
		}

		@GetMapping("/repeat/{mechanism}")
		String repeat(@PathVariable String mechanism) throws Exception {
			return this.mechanisms.repeat(mechanism);
		}

		@GetMapping("/web/handler")
		String handler(@RequestParam String id) {
			return this.mechanisms.work(id);
		}

		@GetMapping("/web/callable")
		Callable<String> callable(@RequestParam String id) {
			return () -> this.mechanisms.work(id);
		}

		@GetMapping("/web/web-async-task")
		WebAsyncTask<String> webAsyncTask(@RequestParam String id) {
			return new WebAsyncTask<>(5000L, new SimpleAsyncTaskExecutor(), () -> this.mechanisms.work(id));
		}

		@GetMapping("/web/deferred-result")
		DeferredResult<String> deferredResult(@RequestParam String id) {
			DeferredResult<String> result = new DeferredResult<>(5000L);
			this.pool.execute(() -> result.setResult(this.mechanisms.work(id)));
			return result;
		}

		@GetMapping("/web/mono")
		Mono<String> mono(@RequestParam String id) {
			return Mono.delay(Duration.ofMillis(5))
				.publishOn(Schedulers.boundedElastic())
				.map((none) -> this.mechanisms.work(id));
		}

		@GetMapping(path = "/web/flux", produces = MediaType.TEXT_EVENT_STREAM_VALUE)
		Flux<String> flux(@RequestParam String id) {
			return Flux.just("").publishOn(Schedulers.boundedElastic()).map((none) -> this.mechanisms.work(id));
		}

		@GetMapping("/web/sse-emitter")
		SseEmitter sseEmitter(@RequestParam String id) {
			SseEmitter emitter = new SseEmitter(5000L);
			send(emitter, id);
			return emitter;
		}

		@GetMapping("/web/body-emitter")
		ResponseBodyEmitter bodyEmitter(@RequestParam String id) {
			ResponseBodyEmitter emitter = new ResponseBodyEmitter(5000L);
			send(emitter, id);
			return emitter;
		}

		private void send(ResponseBodyEmitter emitter, String id) {
			this.pool.execute(() -> {
				try {
					emitter.send(this.mechanisms.work(id));
					emitter.complete();
				}
				catch (IOException ex) {
					throw new UncheckedIOException(ex);
				}
			});
		}

		@GetMapping("/web/streaming-body")
		StreamingResponseBody streamingBody(@RequestParam String id) {
			return (body) -> body.write(this.mechanisms.work(id).getBytes(StandardCharsets.UTF_8));
		}

		@GetMapping("/web/async-error")
		Callable<String> asyncError(@RequestParam String id) {
			return () -> {
				throw new FailedException(id);
			};
		}

		@ExceptionHandler
		String failed(FailedException ex) {
			return this.mechanisms.work(ex.getMessage());
		}

	}

	/**
	 * What the asynchronous error is.
	 */
	static class FailedException extends RuntimeException {

		FailedException(String id) {
			super(id);
		}

	}

}
