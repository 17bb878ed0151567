package io.opensergo.spring.protection;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;

import com.alibaba.csp.sentinel.slots.block.BlockException;
import io.opensergo.spring.protection.TestServer.Counts;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.ExceptionHandler;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.bind.annotation.RestControllerAdvice;
import org.springframework.web.reactive.function.server.RouterFunction;
import org.springframework.web.reactive.function.server.RouterFunctions;
import org.springframework.web.reactive.function.server.ServerResponse;
import org.springframework.web.server.ResponseStatusException;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * Tests for the protection of Spring WebFlux over real HTTP.
 */
class ReactiveProtectionTests {

	private static TestServer server;

	@BeforeAll
	static void start() {
		server = TestServer.start(WebApplicationType.REACTIVE, Application.class);
		TestServer.refuse("GET:/r/refused/{id}", "HEAD:/r/refused/{id}", "GET:/r/functional-refused/{id}");
	}

	@AfterAll
	static void stop() {
		server.close();
	}

	@ParameterizedTest
	@CsvSource(textBlock = """
			/r/plain/1,        GET:/r/plain/{id},      200, 0
			/r/functional/1,   GET:/r/functional/{id}, 200, 0
			/r/mono,           GET:/r/mono,            200, 0
			/r/events,         GET:/r/events,          200, 0
			/r/mistake,        GET:/r/mistake,         404, 0
			/r/handled,        GET:/r/handled,         500, 1
			/r/answered,       GET:/r/answered,        503, 1
			/r/unhandled,      GET:/r/unhandled,       500, 1
			/r/failing-mono,   GET:/r/failing-mono,    500, 1
			/r/unhandled-mono, GET:/r/unhandled-mono,  500, 1
			""")
	void requestCountsOnce(String path, String resource, int status, int failed) {
		assertThat(server.get(path).statusCode()).isEqualTo(status);
		await().untilAsserted(() -> assertThat(TestServer.counts(resource)).isEqualTo(new Counts(1, failed, 0)));
	}

	@Test
	void cancelledRequestReleases() {
		CompletableFuture<HttpResponse<String>> request = HttpClient.newHttpClient()
			.sendAsync(HttpRequest.newBuilder(URI.create(server.url() + "/r/never")).build(),
					HttpResponse.BodyHandlers.ofString());
		await().untilAsserted(() -> assertThat(TestServer.counts("GET:/r/never")).isEqualTo(new Counts(1, 0, 1)));
		request.cancel(true);
		await().untilAsserted(() -> assertThat(TestServer.counts("GET:/r/never")).isEqualTo(new Counts(1, 0, 0)));
	}

	@Test
	void requestsWithoutPatternShareOneName() {
		assertThat(server.get("/r/nowhere/1").statusCode()).isEqualTo(404);
		assertThat(TestServer.counts("GET:/**").passed()).isPositive();
		assertThat(TestServer.counts("GET:/r/nowhere/1")).isNull();
	}

	@ParameterizedTest
	@CsvSource({ "/r/refused/1", "/r/functional-refused/1" })
	void blockedRequestGetsProblem(String path) {
		HttpResponse<String> response = server.get(path);
		assertThat(response.statusCode()).isEqualTo(429);
		assertThat(response.headers().firstValue("Content-Type")).hasValue("application/problem+json");
		assertThat(response.body()).contains("\"title\":\"Too Many Requests\"", "\"status\":429", "FlowException");
	}

	@Test
	void blockedHeadHasNoBody() {
		HttpResponse<String> response = server.send("HEAD", "/r/refused/1");
		assertThat(response.statusCode()).isEqualTo(429);
		assertThat(response.body()).isEmpty();
	}

	/**
	 * An application with handlers of all kinds, and with an exception handler for all
	 * exceptions, which is not to answer blocked requests.
	 */
	@Configuration(proxyBeanMethods = false)
	@EnableAutoConfiguration
	@Import({ Handlers.class, CatchAll.class })
	static class Application {

		@Bean
		RouterFunction<ServerResponse> functional() {
			return RouterFunctions.route()
				.GET("/r/functional/{id}", (request) -> ServerResponse.ok().bodyValue("ok"))
				.GET("/r/functional-refused/{id}", (request) -> ServerResponse.ok().bodyValue("ok"))
				.build();
		}

	}

	@RestControllerAdvice
	static class CatchAll {

		@ExceptionHandler(IllegalStateException.class)
		ResponseEntity<String> handle(IllegalStateException ex) {
			return ResponseEntity.internalServerError().body(ex.getMessage());
		}

		@ExceptionHandler(Exception.class)
		ResponseEntity<String> handleAll(Exception ex) throws Exception {
			if (ex instanceof BlockException) {
				return ResponseEntity.internalServerError().body("caught");
			}
			throw ex;
		}

	}

	@RestController
	static class Handlers {

		@GetMapping({ "/r/plain/{id}", "/r/refused/{id}" })
		String plain(@PathVariable String id) {
			return id;
		}

		@GetMapping("/r/mono")
		Mono<String> mono() {
			return Mono.delay(Duration.ofMillis(10)).map((tick) -> "ok");
		}

		@GetMapping("/r/never")
		Mono<String> never() {
			return Mono.never();
		}

		@GetMapping("/r/failing-mono")
		Mono<String> failingMono() {
			return Mono.delay(Duration.ofMillis(10)).map((tick) -> {
				throw new IllegalStateException("expected");
			});
		}

		@GetMapping("/r/unhandled-mono")
		Mono<String> unhandledMono() {
			return Mono.delay(Duration.ofMillis(10)).map((tick) -> {
				throw new UnsupportedOperationException("expected");
			});
		}

		@GetMapping(path = "/r/events", produces = MediaType.TEXT_EVENT_STREAM_VALUE)
		Flux<String> events() {
			return Flux.interval(Duration.ofMillis(5)).take(3).map(String::valueOf);
		}

		@GetMapping("/r/mistake")
		String mistake() {
			throw new ResponseStatusException(HttpStatus.NOT_FOUND);
		}

		@GetMapping("/r/handled")
		String handled() {
			throw new IllegalStateException("expected");
		}

		@GetMapping("/r/answered")
		ResponseEntity<String> answered() {
			return ResponseEntity.status(HttpStatus.SERVICE_UNAVAILABLE).build();
		}

		@GetMapping("/r/unhandled")
		String unhandled() {
			throw new UnsupportedOperationException("expected");
		}

	}

}
