package io.opensergo.spring.protection;

import java.net.http.HttpResponse;

import com.alibaba.csp.sentinel.adapter.spring.webmvc_v6x.SentinelWebPrefixInterceptor;
import com.alibaba.csp.sentinel.adapter.spring.webmvc_v6x.callback.BlockExceptionHandler;
import com.alibaba.csp.sentinel.annotation.SentinelResource;
import com.alibaba.csp.sentinel.slots.block.BlockException;
import com.alibaba.csp.sentinel.slots.block.flow.FlowException;
import io.opensergo.spring.protection.TestServer.Counts;
import io.opensergo.spring.sentinel.webflux.BlockedWebExceptionHandler;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import reactor.core.publisher.Mono;

import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.EnableAspectJAutoProxy;
import org.springframework.context.annotation.Import;
import org.springframework.core.annotation.Order;
import org.springframework.http.HttpStatus;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.ExceptionHandler;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.bind.annotation.RestControllerAdvice;
import org.springframework.web.server.WebExceptionHandler;
import org.springframework.web.servlet.config.annotation.InterceptorRegistry;
import org.springframework.web.servlet.config.annotation.WebMvcConfigurer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * Tests for answers of the application to blocked requests, and for what it has of
 * Sentinel's own.
 */
class OwnAnswerTests {

	@ParameterizedTest
	@EnumSource(value = WebApplicationType.class, names = "NONE", mode = EnumSource.Mode.EXCLUDE)
	void exceptionHandlerThatNamesBlocksAnswers(WebApplicationType type) {
		try (TestServer server = TestServer.start(type, Advised.class)) {
			TestServer.refuse("GET:/own");
			HttpResponse<String> response = server.get("/own");
			assertThat(response.statusCode()).isEqualTo(509);
			assertThat(response.body()).isEqualTo("advice");
		}
	}

	@Test
	void blockExceptionHandlerAnswers() {
		try (TestServer server = TestServer.start(WebApplicationType.SERVLET, WithBlockExceptionHandler.class)) {
			TestServer.refuse("GET:/own");
			HttpResponse<String> response = server.get("/own");
			assertThat(response.statusCode()).isEqualTo(509);
			assertThat(response.body()).isEqualTo("GET:/own");
		}
	}

	@Test
	void webExceptionHandlerBeforeOursAnswers() {
		try (TestServer server = TestServer.start(WebApplicationType.REACTIVE, WithWebExceptionHandler.class)) {
			TestServer.refuse("GET:/own");
			assertThat(server.get("/own").statusCode()).isEqualTo(509);
		}
	}

	@Test
	void requestThatAdapterOfSentinelHasEnteredCountsOnce() {
		try (TestServer server = TestServer.start(WebApplicationType.SERVLET, WithStockAdapter.class)) {
			assertThat(server.get("/stock-adapter").statusCode()).isEqualTo(200);
			await().untilAsserted(
					() -> assertThat(TestServer.counts("GET:/stock-adapter")).isEqualTo(new Counts(1, 0, 0)));
		}
	}

	@Test
	void sentinelResourceWorksAsEver() {
		try (TestServer server = TestServer.start(WebApplicationType.SERVLET, Annotated.class)) {
			TestServer.refuse("deduct", "deduct-bare");
			assertThat(server.get("/deduct").body()).isEqualTo("instead");
			HttpResponse<String> response = server.get("/deduct-bare");
			assertThat(response.statusCode()).isEqualTo(429);
			assertThat(response.body()).contains("FlowException");
			assertThat(server.get("/deduct-free").body()).isEqualTo("done");
			assertThat(TestServer.counts("deduct-free").passed()).isOne();
		}
	}

	@Test
	void virtualThreadsWaitAndLeaveNothing() {
		try (TestServer server = TestServer.start(WebApplicationType.SERVLET, Advised.class,
				"spring.threads.virtual.enabled=true")) {
			assertThat(server.get("/own-free").statusCode()).isEqualTo(200);
			await().untilAsserted(() -> assertThat(TestServer.counts("GET:/own-free").working()).isZero());
		}
	}

	@Test
	void switchedOffHostIsNoResource() {
		try (TestServer server = TestServer.start(WebApplicationType.SERVLET, Advised.class,
				"opensergo.sentinel.servlet.enabled=false")) {
			assertThat(server.get("/unseen").statusCode()).isEqualTo(200);
			assertThat(TestServer.counts("GET:/unseen")).isNull();
		}
	}

	@RestController
	static class Handlers {

		@GetMapping({ "/own", "/own-free", "/unseen", "/stock-adapter" })
		String own() {
			return "ok";
		}

	}

	@Configuration(proxyBeanMethods = false)
	@EnableAutoConfiguration
	@Import({ Handlers.class, Advice.class })
	static class Advised {

	}

	@RestControllerAdvice
	static class Advice {

		@ExceptionHandler(FlowException.class)
		ResponseEntity<String> handle(FlowException ex) {
			return ResponseEntity.status(HttpStatus.BANDWIDTH_LIMIT_EXCEEDED).body("advice");
		}

	}

	@Configuration(proxyBeanMethods = false)
	@EnableAutoConfiguration
	@Import(Handlers.class)
	static class WithBlockExceptionHandler {

		@Bean
		BlockExceptionHandler blockExceptionHandler() {
			return (request, response, resource, ex) -> {
				response.setStatus(509);
				response.getWriter().write(resource);
			};
		}

	}

	@Configuration(proxyBeanMethods = false)
	@EnableAutoConfiguration
	@Import(Handlers.class)
	static class WithWebExceptionHandler {

		@Bean
		@Order(BlockedWebExceptionHandler.ORDER - 1)
		WebExceptionHandler webExceptionHandler() {
			return (exchange, ex) -> {
				if (!(ex instanceof BlockException)) {
					return Mono.error(ex);
				}
				exchange.getResponse().setStatusCode(HttpStatus.BANDWIDTH_LIMIT_EXCEEDED);
				return exchange.getResponse().setComplete();
			};
		}

	}

	@Configuration(proxyBeanMethods = false)
	@EnableAutoConfiguration
	@Import(Handlers.class)
	static class WithStockAdapter implements WebMvcConfigurer {

		@Override
		public void addInterceptors(InterceptorRegistry registry) {
			registry.addInterceptor(new SentinelWebPrefixInterceptor());
		}

	}

	@Configuration(proxyBeanMethods = false)
	@EnableAutoConfiguration
	@EnableAspectJAutoProxy
	@Import({ Stock.class, StockHandlers.class })
	static class Annotated {

	}

	static class Stock {

		@SentinelResource(value = "deduct", blockHandler = "instead")
		public String deduct() {
			return "done";
		}

		public String instead(BlockException ex) {
			return "instead";
		}

		@SentinelResource("deduct-bare")
		public String deductBare() throws BlockException {
			return "done";
		}

		@SentinelResource("deduct-free")
		public String deductFree() {
			return "done";
		}

	}

	@RestController
	static class StockHandlers {

		private final Stock stock;

		StockHandlers(Stock stock) {
			this.stock = stock;
		}

		@GetMapping("/deduct")
		String deduct() {
			return this.stock.deduct();
		}

		@GetMapping("/deduct-bare")
		String deductBare() throws BlockException {
			return this.stock.deductBare();
		}

		@GetMapping("/deduct-free")
		String deductFree() {
			return this.stock.deductFree();
		}

	}

}
