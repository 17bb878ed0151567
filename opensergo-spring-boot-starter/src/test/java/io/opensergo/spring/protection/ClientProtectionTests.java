package io.opensergo.spring.protection;

import java.net.URI;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import java.util.stream.Stream;

import com.alibaba.csp.sentinel.slots.block.flow.FlowRuleManager;
import feign.FeignException;
import io.opensergo.spring.protection.TestServer.Counts;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import org.springframework.beans.factory.annotation.Value;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.restclient.RestTemplateBuilder;
import org.springframework.cloud.gateway.server.mvc.GatewayServerMvcAutoConfiguration;
import org.springframework.cloud.gateway.server.mvc.filter.FilterAutoConfiguration;
import org.springframework.cloud.gateway.server.mvc.predicate.PredicateAutoConfiguration;
import org.springframework.cloud.openfeign.EnableFeignClients;
import org.springframework.cloud.openfeign.FeignClient;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;
import org.springframework.http.HttpStatus;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.client.HttpClientErrorException;
import org.springframework.web.client.RestClient;
import org.springframework.web.client.RestTemplate;
import org.springframework.web.client.support.RestClientAdapter;
import org.springframework.web.reactive.function.client.WebClient;
import org.springframework.web.reactive.function.client.WebClientResponseException;
import org.springframework.web.service.annotation.GetExchange;
import org.springframework.web.service.invoker.HttpServiceProxyFactory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

/**
 * Tests for the protection of calls of every HTTP client, to a real server.
 */
class ClientProtectionTests {

	private static TestServer target;

	private static TestServer caller;

	@BeforeAll
	static void start() {
		target = TestServer.start(WebApplicationType.SERVLET, Target.class, "opensergo.enabled=false");
		caller = TestServer.start(WebApplicationType.NONE, Caller.class, "target=" + target.url());
	}

	@AfterAll
	static void stop() {
		caller.close();
		target.close();
	}

	static Stream<String> clients() {
		return Stream.of("rest-client", "built-rest-client", "rest-template", "rooted-rest-template", "web-client",
				"feign", "http-interface");
	}

	@ParameterizedTest
	@MethodSource("clients")
	void callCountsForTemplate(String client) {
		String template = "GET:" + target.url() + "/" + client + "/{id}";
		Counts before = counts(template);
		assertThat(call(client, "1")).isEqualTo("1");
		assertThat(call(client, "2")).isEqualTo("2");
		assertThatThrownBy(() -> call(client, "broken")).hasMessageContaining("503");
		await().untilAsserted(
				() -> assertThat(counts(template)).isEqualTo(new Counts(before.passed() + 3, before.failed() + 1, 0)));
		assertThat(TestServer.counts("GET:" + target.url() + "/" + client + "/1")).isNull();
	}

	@ParameterizedTest
	@MethodSource("clients")
	void blockedCallGetsResponse(String client) {
		refused(client, "GET:" + target.url() + "/" + client + "/{id}");
		assertThat(call(client, "1")).isEqualTo("1");
	}

	@ParameterizedTest
	@MethodSource("clients")
	void callOfBlockedServiceGetsResponse(String client) {
		refused(client, target.url());
	}

	private static void refused(String client, String resource) {
		try {
			TestServer.refuse(resource);
			assertThatThrownBy(() -> call(client, "1")).satisfies((ex) -> {
				assertThat(statusOf(ex)).isEqualTo(429);
				assertThat(bodyOf(ex)).contains("FlowException");
			});
		}
		finally {
			FlowRuleManager.loadRules(List.of());
		}
	}

	@Test
	void callWithoutTemplateIsOneOfTheService() {
		caller.application()
			.getBean(RestClient.class)
			.get()
			.uri(URI.create(target.url() + "/rest-client/17"))
			.retrieve()
			.body(String.class);
		assertThat(counts(target.url()).passed()).isPositive();
		assertThat(TestServer.counts("GET:" + target.url() + "/rest-client/17")).isNull();
	}

	private static int statusOf(Throwable ex) {
		if (ex instanceof HttpClientErrorException blocking) {
			return blocking.getStatusCode().value();
		}
		return (ex instanceof WebClientResponseException reactive) ? reactive.getStatusCode().value()
				: ((FeignException) ex).status();
	}

	private static String bodyOf(Throwable ex) {
		if (ex instanceof HttpClientErrorException blocking) {
			return blocking.getResponseBodyAsString();
		}
		return (ex instanceof WebClientResponseException reactive) ? reactive.getResponseBodyAsString()
				: ((FeignException) ex).contentUTF8();
	}

	private static Counts counts(String resource) {
		Counts counts = TestServer.counts(resource);
		return (counts != null) ? counts : new Counts(0, 0, 0);
	}

	private static String call(String client, String id) {
		Map<String, Supplier<String>> calls = Map.of("rest-client", () -> rest("/rest-client/{id}", id),
				"built-rest-client",
				() -> caller.application()
					.getBean(RestClient.Builder.class)
					.build()
					.get()
					.uri(target.url() + "/built-rest-client/{id}", id)
					.retrieve()
					.body(String.class),
				"rest-template",
				() -> caller.application()
					.getBean("restTemplate", RestTemplate.class)
					.getForObject(target.url() + "/rest-template/{id}", String.class, id),
				"rooted-rest-template",
				() -> caller.application()
					.getBean("rootedRestTemplate", RestTemplate.class)
					.getForObject("/{id}", String.class, id),
				"web-client",
				() -> caller.application()
					.getBean(WebClient.class)
					.get()
					.uri("/web-client/{id}", id)
					.retrieve()
					.bodyToMono(String.class)
					.block(),
				"feign", () -> caller.application().getBean(TargetClient.class).get(id), "http-interface",
				() -> caller.application().getBean(TargetInterface.class).get(id));
		return calls.get(client).get();
	}

	private static String rest(String path, String id) {
		return caller.application()
			.getBean(RestClient.class)
			.get()
			.uri(target.url() + path, id)
			.retrieve()
			.body(String.class);
	}

	/**
	 * What is called.
	 */
	@Configuration(proxyBeanMethods = false)
	@EnableAutoConfiguration
	@Import(Handlers.class)
	static class Target {

	}

	@RestController
	static class Handlers {

		@GetMapping("/{client}/{id}")
		ResponseEntity<String> get(@PathVariable String id) {
			return "broken".equals(id) ? ResponseEntity.status(HttpStatus.SERVICE_UNAVAILABLE).build()
					: ResponseEntity.ok(id);
		}

	}

	/**
	 * What calls.
	 */
	@Configuration(proxyBeanMethods = false)
	@EnableAutoConfiguration(exclude = { GatewayServerMvcAutoConfiguration.class, FilterAutoConfiguration.class,
			PredicateAutoConfiguration.class })
	@EnableFeignClients(clients = TargetClient.class)
	static class Caller {

		@Bean
		RestClient restClient() {
			return RestClient.create();
		}

		@Bean
		RestTemplate restTemplate() {
			return new RestTemplate();
		}

		@Bean
		RestTemplate rootedRestTemplate(RestTemplateBuilder builder, @Value("${target}") String target) {
			return builder.rootUri(target + "/rooted-rest-template").build();
		}

		@Bean
		WebClient webClient(@Value("${target}") String target) {
			return WebClient.create(target);
		}

		@Bean
		TargetInterface targetInterface(RestClient restClient, @Value("${target}") String target) {
			RestClient client = restClient.mutate().baseUrl(target).build();
			return HttpServiceProxyFactory.builderFor(RestClientAdapter.create(client))
				.build()
				.createClient(TargetInterface.class);
		}

	}

	@FeignClient(name = "target", url = "${target}")
	interface TargetClient {

		@GetMapping("/feign/{id}")
		String get(@PathVariable("id") String id);

	}

	interface TargetInterface {

		@GetExchange("/http-interface/{id}")
		String get(@PathVariable("id") String id);

	}

}
