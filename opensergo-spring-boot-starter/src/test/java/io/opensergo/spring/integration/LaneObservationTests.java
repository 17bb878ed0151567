package io.opensergo.spring.integration;

import java.nio.file.Path;
import java.util.concurrent.Callable;

import io.micrometer.core.instrument.MeterRegistry;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;

import org.springframework.beans.factory.annotation.Value;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.client.RestClient;
import org.springframework.web.reactive.function.client.WebClient;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * Tests for the lane as a key value of observations of HTTP requests.
 */
class LaneObservationTests {

	private final TestChain chain = new TestChain();

	@BeforeEach
	void prepare(@TempDir Path folder) {
		RecordingInstance stock = this.chain.instance("stock", "stock-base", null);
		this.chain.rules(folder, """
				apiVersion: traffic.opensergo.io/v1alpha1
				kind: TrafficLane
				metadata: {name: gray-lane, namespace: default}
				spec:
				  selector: {app: order}
				  rules:
				    traffic: {http: {headers: [{x-user-id: {exact: "12345"}}]}}
				    lane: {name: gray}
				""");
		this.chain.property("stock.url", "http://127.0.0.1:" + stock.port() + "/items");
	}

	@AfterEach
	void stop() {
		this.chain.close();
	}

	@ParameterizedTest
	@EnumSource(names = { "SERVLET", "REACTIVE" })
	void requestsAreToldApartByLane(WebApplicationType type) {
		this.chain.start(type, Application.class);
		for (int i = 0; i < 3; i++) {
			this.chain.get("/call", TestChain.LANE_HEADER, "gray");
		}
		this.chain.get("/call", TestChain.LANE_HEADER, "unknown-1");
		this.chain.get("/call", TestChain.LANE_HEADER, "unknown-2");
		this.chain.get("/call");
		counted("http.server.requests", "gray", 3);
		counted("http.server.requests", "other", 2);
		counted("http.server.requests", "none", 1);
		counted("http.client.requests", "gray", 6);
		counted("http.client.requests", "other", 4);
		counted("http.client.requests", "none", 2);
	}

	@Test
	void laneOfTheInstanceIsKnown() {
		this.chain.property("opensergo.workload.lane", "canary");
		this.chain.start(WebApplicationType.SERVLET, Application.class);
		this.chain.get("/call");
		counted("http.server.requests", "canary", 1);
		counted("http.client.requests", "canary", 2);
	}

	@Test
	void canBeSwitchedOff() {
		this.chain.property("opensergo.propagation.observation.enabled", "false");
		this.chain.start(WebApplicationType.SERVLET, Application.class);
		this.chain.get("/call", TestChain.LANE_HEADER, "gray");
		MeterRegistry registry = this.chain.application().getBean(MeterRegistry.class);
		await().atMost(5, SECONDS)
			.untilAsserted(() -> assertThat(registry.find("http.server.requests").timer()).isNotNull());
		assertThat(registry.find("http.server.requests").tagKeys("lane").timer()).isNull();
		assertThat(registry.find("http.client.requests").tagKeys("lane").timer()).isNull();
	}

	private void counted(String name, String lane, int count) {
		MeterRegistry registry = this.chain.application().getBean(MeterRegistry.class);
		await().atMost(5, SECONDS)
			.untilAsserted(() -> assertThat(
					registry.find(name).tag("lane", lane).timers().stream().mapToLong((timer) -> timer.count()).sum())
				.as(name + " " + lane)
				.isEqualTo(count));
	}

	/**
	 * The application: two calls for each request.
	 */
	@Configuration(proxyBeanMethods = false)
	@EnableAutoConfiguration
	@Import(Calls.class)
	static class Application {

	}

	/**
	 * The calls.
	 */
	@RestController
	static class Calls {

		private final RestClient restClient;

		private final WebClient webClient;

		private final String url;

		Calls(RestClient.Builder restClient, WebClient.Builder webClient, @Value("${stock.url}") String url) {
			this.restClient = restClient.build();
			this.webClient = webClient.build();
			this.url = url;
		}

		@GetMapping("/call")
		Mono<String> call() {
			Callable<String> blocking = () -> this.restClient.get().uri(this.url).retrieve().body(String.class);
			return Mono.fromCallable(blocking)
				.subscribeOn(Schedulers.boundedElastic())
				.then(this.webClient.get().uri(this.url).retrieve().bodyToMono(String.class));
		}

	}

}
