package io.opensergo.spring.integration;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;

import io.opensergo.core.context.TrafficContext;
import org.slf4j.MDC;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;

import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.cloud.client.circuitbreaker.CircuitBreakerFactory;
import org.springframework.cloud.client.loadbalancer.LoadBalanced;
import org.springframework.core.task.AsyncTaskExecutor;
import org.springframework.core.task.SimpleAsyncTaskExecutor;
import org.springframework.scheduling.annotation.Async;
import org.springframework.scheduling.concurrent.ConcurrentTaskExecutor;
import org.springframework.scheduling.concurrent.ThreadPoolTaskExecutor;
import org.springframework.scheduling.concurrent.ThreadPoolTaskScheduler;
import org.springframework.web.client.RestClient;

/**
 * Ways to do a piece of work on another thread. The work is a call of the service
 * {@code stock}; its result says what it saw there.
 */
class ThreadMechanisms {

	private final RestClient restClient;

	private final Asynchronous asynchronous;

	private final ThreadPoolTaskExecutor pool;

	private final ConcurrentTaskExecutor concurrent;

	private final SimpleAsyncTaskExecutor simple;

	private final ThreadPoolTaskScheduler scheduler;

	private final ExecutorService plain;

	private final ScheduledExecutorService scheduled;

	private final AsyncTaskExecutor boot;

	private final CircuitBreakerFactory<?, ?> circuitBreakers;

	ThreadMechanisms(@LoadBalanced RestClient.Builder restClient, Asynchronous asynchronous,
			ThreadPoolTaskExecutor pool, ConcurrentTaskExecutor concurrent, SimpleAsyncTaskExecutor simple,
			ThreadPoolTaskScheduler scheduler, ExecutorService plain, ScheduledExecutorService scheduled,
			@Qualifier("applicationTaskExecutor") AsyncTaskExecutor boot, CircuitBreakerFactory<?, ?> circuitBreakers) {
		this.restClient = restClient.build();
		this.asynchronous = asynchronous;
		this.pool = pool;
		this.concurrent = concurrent;
		this.simple = simple;
		this.scheduler = scheduler;
		this.plain = plain;
		this.scheduled = scheduled;
		this.boot = boot;
		this.circuitBreakers = circuitBreakers;
	}

	/**
	 * Does the work on another thread.
	 * @param mechanism how
	 * @param id the id of the work
	 * @return what it saw
	 */
	Future<String> run(String mechanism, String id) throws Exception {
		Callable<String> work = () -> work(id);
		return switch (mechanism) {
			case "async-configurer" -> this.asynchronous.onConfiguredExecutor(work);
			case "async-boot" -> this.asynchronous.onExecutorOfBoot(work);
			case "async-pool" -> this.asynchronous.onPool(work);
			case "async-plain" -> this.asynchronous.onPlainExecutor(work);
			case "pool" -> this.pool.submit(work);
			case "boot" -> this.boot.submit(work);
			case "concurrent" -> this.concurrent.submit(work);
			case "simple" -> this.simple.submit(work);
			case "plain" -> this.plain.submit(work);
			case "plain-invoke-all" -> this.plain.invokeAll(List.of(work)).get(0);
			case "scheduler" -> this.scheduler.submit(work);
			case "scheduler-later" ->
				later((task) -> this.scheduler.schedule(task, Instant.now().plus(Duration.ofMillis(5))), work);
			case "scheduled-later" -> this.scheduled.schedule(work, 5, TimeUnit.MILLISECONDS);
			case "completable-future" -> CompletableFuture.supplyAsync(() -> unchecked(work), this.plain);
			case "completable-future-stage" -> CompletableFuture.supplyAsync(() -> "", this.plain)
				.thenApplyAsync((none) -> unchecked(work), this.pool);
			case "common-pool" -> CompletableFuture.supplyAsync(() -> unchecked(work),
					TrafficContext.wrap(task -> CompletableFuture.runAsync(task)));
			case "thread" -> later((task) -> new Thread(TrafficContext.wrap(task)).start(), work);
			case "circuit-breaker" ->
				CompletableFuture.completedFuture(this.circuitBreakers.create("stock").run(() -> unchecked(work)));
			case "circuit-breaker-group" -> CompletableFuture
				.completedFuture(this.circuitBreakers.create("stock-of-group", "group").run(() -> unchecked(work)));
			case "block" -> CompletableFuture.completedFuture(Mono.just("")
				.publishOn(Schedulers.parallel())
				.flatMap((none) -> Mono.delay(Duration.ofMillis(5)))
				.publishOn(Schedulers.boundedElastic())
				.map((none) -> unchecked(work))
				.block());
			case "block-flux" -> CompletableFuture.completedFuture(Flux.just("")
				.flatMap((none) -> Mono.fromCallable(work).subscribeOn(Schedulers.boundedElastic()))
				.blockLast());
			default -> throw new IllegalArgumentException(mechanism);
		};
	}

	/**
	 * Starts work that repeats.
	 * @param mechanism how
	 * @return what it saw when it ran for the second time
	 */
	String repeat(String mechanism) throws Exception {
		CountDownLatch runs = new CountDownLatch(2);
		AtomicReference<String> seen = new AtomicReference<>();
		Runnable work = () -> {
			seen.set(String.valueOf(TrafficContext.currentOrNull()));
			runs.countDown();
		};
		ScheduledFuture<?> repeating = switch (mechanism) {
			case "scheduler" -> this.scheduler.scheduleAtFixedRate(work, Duration.ofMillis(5));
			case "scheduled" -> this.scheduled.scheduleWithFixedDelay(work, 0, 5, TimeUnit.MILLISECONDS);
			default -> throw new IllegalArgumentException(mechanism);
		};
		try {
			return runs.await(5, TimeUnit.SECONDS) ? seen.get() : "did not repeat";
		}
		finally {
			repeating.cancel(false);
		}
	}

	/**
	 * Does the work.
	 * @param id its id
	 * @return what it saw
	 */
	String work(String id) {
		String before = MDC.get("lane");
		this.restClient.get().uri("http://stock/items?id=" + id).retrieve().toBodilessEntity();
		String after = MDC.get("lane");
		return String.valueOf(before).equals(String.valueOf(after)) ? String.valueOf(before) : before + "/" + after;
	}

	private static CompletableFuture<String> later(Consumer<Runnable> start, Callable<String> work) {
		CompletableFuture<String> result = new CompletableFuture<>();
		start.accept(() -> result.complete(unchecked(work)));
		return result;
	}

	private static String unchecked(Callable<String> work) {
		try {
			return work.call();
		}
		catch (Exception ex) {
			throw new IllegalStateException(ex);
		}
	}

	/**
	 * Asynchronous methods.
	 */
	static class Asynchronous {

		@Async
		public CompletableFuture<String> onConfiguredExecutor(Callable<String> work) throws Exception {
			return CompletableFuture.completedFuture(work.call());
		}

		@Async("applicationTaskExecutor")
		public CompletableFuture<String> onExecutorOfBoot(Callable<String> work) throws Exception {
			return CompletableFuture.completedFuture(work.call());
		}

		@Async("pool")
		public CompletableFuture<String> onPool(Callable<String> work) throws Exception {
			return CompletableFuture.completedFuture(work.call());
		}

		@Async("plain")
		public CompletableFuture<String> onPlainExecutor(Callable<String> work) throws Exception {
			return CompletableFuture.completedFuture(work.call());
		}

	}

}
