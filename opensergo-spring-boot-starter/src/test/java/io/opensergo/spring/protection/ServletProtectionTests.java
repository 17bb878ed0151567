package io.opensergo.spring.protection;

import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.concurrent.Callable;
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
import org.springframework.web.context.request.async.DeferredResult;
import org.springframework.web.server.ResponseStatusException;
import org.springframework.web.servlet.function.RouterFunction;
import org.springframework.web.servlet.function.RouterFunctions;
import org.springframework.web.servlet.function.ServerResponse;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * Tests for the protection of Spring MVC over real HTTP.
 */
class ServletProtectionTests {

	private static TestServer server;

	@BeforeAll
	static void start() {
		server = TestServer.start(WebApplicationType.SERVLET, Application.class,
				"spring.mvc.async.request-timeout=200ms");
		TestServer.refuse("GET:/refused/{id}", "HEAD:/refused/{id}", "GET:/functional-refused/{id}");
	}

	@AfterAll
	static void stop() {
		server.close();
	}

	@ParameterizedTest
	@CsvSource(textBlock = """
			/plain/1,      GET:/plain/{id},      200, 0
			/functional/1, GET:/functional/{id}, 200, 0
			/callable,     GET:/callable,        200, 0
			/deferred,     GET:/deferred,        200, 0
			/mono,         GET:/mono,            200, 0
			/events,       GET:/events,          200, 0
			/mistake,      GET:/mistake,         404, 0
			/handled,      GET:/handled,         500, 1
			/answered,     GET:/answered,        503, 1
			/unhandled,    GET:/unhandled,       500, 1
			/failing-mono, GET:/failing-mono,    500, 1
			/timeout,      GET:/timeout,         503, 1
			""")
	void requestCountsOnce(String path, String resource, int status, int failed) {
		assertThat(server.get(path).statusCode()).isEqualTo(status);
		await().untilAsserted(() -> assertThat(TestServer.counts(resource)).isEqualTo(new Counts(1, failed, 0)));
		assertThat(TestServer.counts(path.contains("1") ? path : "GET:/error")).isNull();
	}

	@Test
	void errorDispatchIsNoResource() {
		assertThat(server.get("/unhandled-too").statusCode()).isEqualTo(500);
		assertThat(TestServer.counts("GET:/error")).isNull();
	}

	@Test
	void requestsWithoutPatternShareOneName() {
		assertThat(server.get("/nowhere/1").statusCode()).isEqualTo(404);
		assertThat(server.get("/nowhere/2").statusCode()).isEqualTo(404);
		assertThat(server.send("BREW", "/nowhere/3").statusCode()).isBetween(400, 499);
		assertThat(TestServer.counts("GET:/**").passed()).isGreaterThanOrEqualTo(2);
		assertThat(TestServer.counts("GET:/nowhere/1")).isNull();
		assertThat(TestServer.counts("BREW:/**")).isNull();
	}

	@ParameterizedTest
	@CsvSource({ "/refused/1", "/functional-refused/1" })
	void blockedRequestGetsProblem(String path) {
		HttpResponse<String> response = server.get(path);
		assertThat(response.statusCode()).isEqualTo(429);
		assertThat(response.headers().firstValue("Content-Type")).hasValue("application/problem+json");
		assertThat(response.headers().firstValue("X-OpenSergo-Rule")).isEmpty();
		assertThat(response.body()).contains("\"title\":\"Too Many Requests\"", "\"status\":429", "FlowException");
	}

	@Test
	void blockedRequestOfBrowserGetsText() {
		HttpResponse<String> response = server.get("/refused/1", "Accept", "text/html");
		assertThat(response.statusCode()).isEqualTo(429);
		assertThat(response.headers().firstValue("Content-Type")).hasValue("text/plain;charset=UTF-8");
		assertThat(response.body()).startsWith("Blocked by Sentinel");
	}

	@Test
	void blockedHeadHasNoBody() {
		HttpResponse<String> response = server.send("HEAD", "/refused/1");
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
				.GET("/functional/{id}", (request) -> ServerResponse.ok().body("ok"))
				.GET("/functional-refused/{id}", (request) -> ServerResponse.ok().body("ok"))
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

		@GetMapping({ "/plain/{id}", "/refused/{id}" })
		String plain(@PathVariable String id) {
			return id;
		}

		@GetMapping("/callable")
		Callable<String> callable() {
			return () -> "ok";
		}

		@GetMapping("/deferred")
		DeferredResult<String> deferred() {
			DeferredResult<String> result = new DeferredResult<>();
			CompletableFuture.runAsync(() -> result.setResult("ok"));
			return result;
		}

		@GetMapping("/timeout")
		DeferredResult<String> timeout() {
			return new DeferredResult<>();
		}

		@GetMapping("/mono")
		Mono<String> mono() {
			return Mono.delay(Duration.ofMillis(10)).map((tick) -> "ok");
		}

		@GetMapping("/failing-mono")
		Mono<String> failingMono() {
			return Mono.delay(Duration.ofMillis(10)).map((tick) -> {
				throw new IllegalStateException("expected");
			});
		}

		@GetMapping(path = "/events", produces = MediaType.TEXT_EVENT_STREAM_VALUE)
		Flux<String> events() {
			return Flux.interval(Duration.ofMillis(5)).take(3).map(String::valueOf);
		}

		@GetMapping("/mistake")
		String mistake() {
			throw new ResponseStatusException(HttpStatus.NOT_FOUND);
		}

		@GetMapping("/handled")
		String handled() {
			throw new IllegalStateException("expected");
		}

		@GetMapping("/answered")
		ResponseEntity<String> answered() {
			return ResponseEntity.status(HttpStatus.SERVICE_UNAVAILABLE).build();
		}

		@GetMapping({ "/unhandled", "/unhandled-too" })
		String unhandled() {
			throw new UnsupportedOperationException("expected");
		}

	}

}
