package io.opensergo.spring.protection;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.http.HttpHeaders;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

import feign.Response;
import io.opensergo.spring.sentinel.OverloadMetrics;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import reactor.core.publisher.Mono;

import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.cloud.openfeign.EnableFeignClients;
import org.springframework.cloud.openfeign.FeignClient;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;
import org.springframework.http.ResponseEntity;
import org.springframework.util.StreamUtils;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.client.RestClient;
import org.springframework.web.reactive.function.client.WebClient;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * Each strategy at each host, with rules of a file and real HTTP calls.
 */
class StrategyTableTests {

	private static final Gate gate = new Gate();

	private static volatile double cpu;

	private static TestServer backend;

	private static TestServer servlet;

	private static TestServer reactive;

	@BeforeAll
	static void start(@TempDir Path folder) throws IOException {
		backend = TestServer.start(WebApplicationType.SERVLET, Backend.class, "opensergo.enabled=false");
		Path rules = folder.resolve("rules.yaml");
		Files.writeString(rules, rules());
		String[] properties = { "opensergo.rules=" + rules.toUri(), "spring.application.name=shop",
				"backend=" + backend.url() };
		servlet = TestServer.start(WebApplicationType.SERVLET, Servlet.class,
				with(properties, routes("spring.cloud.gateway.server.webmvc.routes", "gateway", 1)));
		reactive = TestServer.start(WebApplicationType.REACTIVE, Reactive.class,
				with(properties, routes("spring.cloud.gateway.server.webflux.routes", "reactive/gateway", 2)));
	}

	private static String[] with(String[] some, String[] more) {
		return Stream.of(some, more).flatMap(Stream::of).toArray(String[]::new);
	}

	private static String[] routes(String prefix, String path, int parts) {
		List<String> strategies = List.of("rate", "throttle", "queue", "concurrency", "errors", "slow", "overload");
		return Stream.iterate(0, (i) -> i < strategies.size(), (i) -> i + 1)
			.flatMap((i) -> Stream.of(prefix + "[" + i + "].id=route-" + strategies.get(i),
					prefix + "[" + i + "].uri=" + backend.url(),
					prefix + "[" + i + "].predicates[0]=Path=/" + path + "/" + strategies.get(i) + "/**",
					prefix + "[" + i + "].filters[0]=StripPrefix=" + parts))
			.toArray(String[]::new);
	}

	private static String rules() {
		StringBuilder yaml = new StringBuilder();
		rule(yaml, "rate", "RateLimitStrategy",
				"{metricType: RequestAmount, limitMode: Local, threshold: 2, statDuration: 60s}");
		rule(yaml, "throttle", "ThrottlingStrategy", "{minIntervalOfRequests: 60s, queueTimeout: 0s}");
		rule(yaml, "queue", "ThrottlingStrategy", "{minIntervalOfRequests: 300ms, queueTimeout: 10s}");
		rule(yaml, "concurrency", "ConcurrencyLimitStrategy", "{maxConcurrency: 1, limitMode: Local}");
		rule(yaml, "errors", "CircuitBreakerStrategy", """
				{strategy: ErrorRequestRatio, triggerRatio: '100%', statDuration: 60s, recoveryTimeout: 30s,
				 minRequestAmount: 2}""");
		rule(yaml, "slow", "CircuitBreakerStrategy", """
				{strategy: SlowRequestRatio, triggerRatio: '100%', statDuration: 60s, recoveryTimeout: 30s,
				 minRequestAmount: 1, slowConditions: {maxAllowedRt: 20ms}}""");
		rule(yaml, "overload", "AdaptiveOverloadProtectionStrategy",
				"{metricType: 'CPU usage percentage', triggerThreshold: '70%', adaptiveStrategy: NONE}");
		yaml.append("""
				apiVersion: fault-tolerance.opensergo.io/v1alpha1
				kind: HttpRequestFallbackAction
				metadata: {name: sorry, namespace: default}
				spec:
				  behavior: ReturnProvidedResponse
				  behaviorDesc:
				    responseStatusCode: 418
				    responseContentBody: '{"sorry": true}'
				    responseAdditionalHeaders: [{key: X-Limit, value: "foo"}]
				""");
		return yaml.toString();
	}

	/**
	 * Sentinel's resources belong to the virtual machine: the two applications have
	 * different ones. The rate limit has a fallback action, the others get the default
	 * answer.
	 */
	private static void rule(StringBuilder yaml, String name, String kind, String spec) {
		yaml.append(
				"""
						apiVersion: fault-tolerance.opensergo.io/v1alpha1
						kind: FaultToleranceRule
						metadata: {name: guard-%1$s, namespace: default}
						spec:
						  selector: {app: shop}
						  targets: [{targetResourceName: "GET:/%1$s/{behaviour}"},
						    {targetResourceName: "GET:/gateway/%1$s/**"}, {targetResourceName: "GET:/reactive/%1$s/{behaviour}"},
						    {targetResourceName: "GET:/reactive/gateway/%1$s/**"},
						    {targetResourceRegex: "GET:%2$s/[a-z]+/%1$s/\\\\{behaviour\\\\}"}]
						  strategies: [{name: %1$s, kind: %3$s}]
						  %4$s
						---
						apiVersion: fault-tolerance.opensergo.io/v1alpha1
						kind: %3$s
						metadata: {name: %1$s, namespace: default}
						spec: %5$s
						---
						"""
					.formatted(name, backend.url(), kind, name.equals("rate") ? "fallbackAction: sorry" : "", spec));
	}

	@AfterAll
	static void stop() {
		reactive.close();
		servlet.close();
		backend.close();
	}

	static Stream<String> hosts() {
		return Stream.of("mvc", "gateway-mvc", "webflux", "gateway-webflux", "rest-client", "web-client", "feign");
	}

	static Stream<String> servers() {
		return hosts().limit(4);
	}

	@ParameterizedTest
	@MethodSource("hosts")
	void rateLimitBlocksWithFallbackAction(String host) {
		assertThat(call(host, "rate", "ok").status()).isEqualTo(200);
		assertThat(call(host, "rate", "ok").status()).isEqualTo(200);
		for (int i = 0; i < 3; i++) {
			Answer blocked = call(host, "rate", "ok");
			assertThat(blocked.status()).isEqualTo(418);
			assertThat(blocked.body()).isEqualTo("{\"sorry\": true}");
			assertThat(blocked.header("X-Limit")).isEqualTo("foo");
			assertThat(blocked.header("Content-Type")).isEqualTo("application/json");
			assertThat(Integer.parseInt(blocked.header("Retry-After"))).isBetween(1, 60);
		}
	}

	@ParameterizedTest
	@MethodSource("hosts")
	void throttlingWithoutQueueBlocks(String host) {
		assertThat(call(host, "throttle", "ok").status()).isEqualTo(200);
		assertRefused(call(host, "throttle", "ok"), 429, "guard-throttle");
	}

	@ParameterizedTest
	@MethodSource("hosts")
	void throttlingWithQueueDelays(String host) {
		assertThat(call(host, "queue", "ok").status()).isEqualTo(200);
		long begin = System.nanoTime();
		assertThat(call(host, "queue", "ok").status()).isEqualTo(200);
		assertThat(call(host, "queue", "ok").status()).isEqualTo(200);
		assertThat(TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - begin)).isGreaterThanOrEqualTo(290);
	}

	@ParameterizedTest
	@MethodSource("hosts")
	void concurrencyLimitBlocksWhileOneIsAtWork(String host) {
		gate.close();
		CompletableFuture<Answer> first = CompletableFuture.supplyAsync(() -> call(host, "concurrency", "hang"));
		await().until(gate::isWaitedAt);
		assertRefused(call(host, "concurrency", "ok"), 429, "guard-concurrency");
		gate.open();
		assertThat(first.join().status()).isEqualTo(200);
		await().untilAsserted(() -> assertThat(call(host, "concurrency", "ok").status()).isEqualTo(200));
	}

	@ParameterizedTest
	@MethodSource("hosts")
	void errorsOpenBreaker(String host) {
		assertThat(call(host, "errors", "broken").status()).isEqualTo(500);
		assertThat(call(host, "errors", "broken").status()).isEqualTo(500);
		await().untilAsserted(() -> {
			Answer refused = call(host, "errors", "ok");
			assertRefused(refused, 503, "guard-errors");
			assertThat(Integer.parseInt(refused.header("Retry-After"))).isBetween(1, 30);
		});
	}

	@ParameterizedTest
	@MethodSource("hosts")
	void slowRequestsOpenBreaker(String host) {
		assertThat(call(host, "slow", "slow").status()).isEqualTo(200);
		await().untilAsserted(() -> assertRefused(call(host, "slow", "ok"), 503, "guard-slow"));
	}

	@ParameterizedTest
	@MethodSource("servers")
	void overloadShedsInboundRequests(String host) {
		assertThat(call(host, "overload", "ok").status()).isEqualTo(200);
		cpu = 0.9;
		try {
			assertRefused(call(host, "overload", "ok"), 503, "guard-overload");
		}
		finally {
			cpu = 0;
		}
		assertThat(call(host, "overload", "ok").status()).isEqualTo(200);
	}

	private static void assertRefused(Answer answer, int status, String rule) {
		assertThat(answer.status()).isEqualTo(status);
		assertThat(answer.header("X-OpenSergo-Rule")).isEqualTo("default/" + rule);
		assertThat(answer.header("Content-Type")).isEqualTo("application/problem+json");
		assertThat(answer.body()).contains("\"status\":" + status, "\"rule\":\"default/" + rule + "\"");
	}

	private static Answer call(String host, String strategy, String behaviour) {
		String path = "/" + strategy + "/" + behaviour;
		return switch (host) {
			case "mvc" -> Answer.of(servlet.get(path));
			case "gateway-mvc" -> Answer.of(servlet.get("/gateway" + path));
			case "webflux" -> Answer.of(reactive.get("/reactive" + path));
			case "gateway-webflux" -> Answer.of(reactive.get("/reactive/gateway" + path));
			case "rest-client" -> servlet.application()
				.getBean(RestClient.class)
				.get()
				.uri(backend.url() + "/rest/" + strategy + "/{behaviour}", behaviour)
				.exchange((request, response) -> new Answer(response.getStatusCode().value(),
						StreamUtils.copyToString(response.getBody(), UTF_8), response.getHeaders().toSingleValueMap()));
			case "web-client" -> servlet.application()
				.getBean(WebClient.class)
				.get()
				.uri(backend.url() + "/web/" + strategy + "/{behaviour}", behaviour)
				.exchangeToMono((response) -> response.bodyToMono(String.class)
					.defaultIfEmpty("")
					.map((body) -> new Answer(response.statusCode().value(), body,
							response.headers().asHttpHeaders().toSingleValueMap())))
				.block();
			default -> feign(strategy, behaviour);
		};
	}

	private static Answer feign(String strategy, String behaviour) {
		BackendClient client = servlet.application().getBean(BackendClient.class);
		Response response = switch (strategy) {
			case "rate" -> client.rate(behaviour);
			case "throttle" -> client.throttle(behaviour);
			case "queue" -> client.queue(behaviour);
			case "concurrency" -> client.concurrency(behaviour);
			case "errors" -> client.errors(behaviour);
			default -> client.slow(behaviour);
		};
		try (response) {
			Map<String, String> headers = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
			response.headers().forEach((name, values) -> headers.put(name, values.iterator().next()));
			return new Answer(response.status(), StreamUtils.copyToString(response.body().asInputStream(), UTF_8),
					headers);
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	record Answer(int status, String body, Map<String, String> headers) {

		static Answer of(HttpResponse<String> response) {
			HttpHeaders headers = response.headers();
			Map<String, String> first = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
			headers.map().forEach((name, values) -> first.put(name, values.get(0)));
			return new Answer(response.statusCode(), response.body(), first);
		}

		String header(String name) {
			return this.headers.get(name);
		}

	}

	/**
	 * Where requests hang until they are let go.
	 */
	static final class Gate {

		private volatile CompletableFuture<Void> opened = new CompletableFuture<>();

		private volatile boolean waitedAt;

		void close() {
			this.opened = new CompletableFuture<>();
			this.waitedAt = false;
		}

		void open() {
			this.opened.complete(null);
		}

		boolean isWaitedAt() {
			return this.waitedAt;
		}

		CompletableFuture<Void> passed() {
			this.waitedAt = true;
			return this.opened;
		}

	}

	/**
	 * What gateways and clients call.
	 */
	@Configuration(proxyBeanMethods = false)
	@EnableAutoConfiguration
	@Import(Behaviours.class)
	static class Backend {

	}

	/**
	 * Spring MVC, the gateway on it, and the clients.
	 */
	@Configuration(proxyBeanMethods = false)
	@EnableAutoConfiguration
	@EnableFeignClients(clients = BackendClient.class)
	@Import({ Behaviours.class, Overload.class })
	static class Servlet {

		@Bean
		RestClient restClient() {
			return RestClient.create();
		}

		@Bean
		WebClient webClient() {
			return WebClient.create();
		}

	}

	/**
	 * Spring WebFlux and the gateway on it.
	 */
	@Configuration(proxyBeanMethods = false)
	@EnableAutoConfiguration
	@Import({ ReactiveBehaviours.class, Overload.class })
	static class Reactive {

	}

	static class Overload {

		@Bean
		OverloadMetrics overloadMetrics() {
			return new OverloadMetrics() {

				@Override
				public double cpuUsage() {
					return cpu;
				}

				@Override
				public double loadAverage() {
					return -1;
				}

				@Override
				public double heapUsage() {
					return 0;
				}

				@Override
				public int inboundRequests() {
					return 1;
				}

				@Override
				public double inboundCapacity() {
					return 1;
				}

			};
		}

	}

	@RestController
	static class Behaviours {

		@GetMapping({ "/rate/{behaviour}", "/throttle/{behaviour}", "/queue/{behaviour}", "/concurrency/{behaviour}",
				"/errors/{behaviour}", "/slow/{behaviour}", "/overload/{behaviour}", "/rest/{strategy}/{behaviour}",
				"/web/{strategy}/{behaviour}", "/feign/{strategy}/{behaviour}" })
		ResponseEntity<String> act(@PathVariable String behaviour) throws InterruptedException {
			switch (behaviour) {
				case "hang" -> gate.passed().join();
				case "slow" -> Thread.sleep(50);
				case "broken" -> {
					return ResponseEntity.internalServerError().body("broken");
				}
				default -> {
				}
			}
			return ResponseEntity.ok("ok");
		}

	}

	@RestController
	static class ReactiveBehaviours {

		@GetMapping({ "/reactive/rate/{behaviour}", "/reactive/throttle/{behaviour}", "/reactive/queue/{behaviour}",
				"/reactive/concurrency/{behaviour}", "/reactive/errors/{behaviour}", "/reactive/slow/{behaviour}",
				"/reactive/overload/{behaviour}" })
		Mono<ResponseEntity<String>> act(@PathVariable String behaviour) {
			Mono<ResponseEntity<String>> ok = Mono.just(ResponseEntity.ok("ok"));
			return switch (behaviour) {
				case "hang" -> Mono.fromFuture(gate.passed()).then(ok);
				case "slow" -> Mono.delay(Duration.ofMillis(50)).then(ok);
				case "broken" -> Mono.just(ResponseEntity.internalServerError().body("broken"));
				default -> ok;
			};
		}

	}

	@FeignClient(name = "backend", url = "${backend}/feign")
	interface BackendClient {

		@GetMapping("/rate/{behaviour}")
		Response rate(@PathVariable("behaviour") String behaviour);

		@GetMapping("/throttle/{behaviour}")
		Response throttle(@PathVariable("behaviour") String behaviour);

		@GetMapping("/queue/{behaviour}")
		Response queue(@PathVariable("behaviour") String behaviour);

		@GetMapping("/concurrency/{behaviour}")
		Response concurrency(@PathVariable("behaviour") String behaviour);

		@GetMapping("/errors/{behaviour}")
		Response errors(@PathVariable("behaviour") String behaviour);

		@GetMapping("/slow/{behaviour}")
		Response slow(@PathVariable("behaviour") String behaviour);

	}

}
