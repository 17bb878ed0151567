package io.opensergo.spring.integration;

import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;

import io.opensergo.core.context.TrafficContext;
import io.opensergo.spring.autoconfigure.OpenSergoAutoConfiguration;
import io.opensergo.spring.autoconfigure.OpenSergoOutboundAutoConfiguration;
import io.opensergo.spring.autoconfigure.OpenSergoRedirectsAutoConfiguration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import reactor.core.publisher.Flux;

import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.http.client.autoconfigure.HttpClientAutoConfiguration;
import org.springframework.boot.http.client.autoconfigure.imperative.ImperativeHttpClientAutoConfiguration;
import org.springframework.boot.http.client.autoconfigure.reactive.ReactiveHttpClientAutoConfiguration;
import org.springframework.boot.restclient.RestTemplateBuilder;
import org.springframework.boot.restclient.autoconfigure.RestClientAutoConfiguration;
import org.springframework.boot.restclient.autoconfigure.RestTemplateAutoConfiguration;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.boot.webclient.autoconfigure.WebClientAutoConfiguration;
import org.springframework.context.ApplicationContext;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.web.client.RestClient;
import org.springframework.web.reactive.function.client.WebClient;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for the lane on requests that an HTTP client makes by itself, because a host that
 * may see the lane redirects to one that may not.
 */
@ExtendWith(OutputCaptureExtension.class)
class RedirectTests {

	private final ApplicationContextRunner application = new ApplicationContextRunner()
		.withConfiguration(AutoConfigurations.of(OpenSergoAutoConfiguration.class,
				OpenSergoOutboundAutoConfiguration.class, OpenSergoRedirectsAutoConfiguration.class,
				HttpClientAutoConfiguration.class, ImperativeHttpClientAutoConfiguration.class,
				ReactiveHttpClientAutoConfiguration.class, RestClientAutoConfiguration.class,
				RestTemplateAutoConfiguration.class, WebClientAutoConfiguration.class))
		.withPropertyValues("opensergo.rules=", "opensergo.propagation.hosts=localhost");

	private RecordingInstance own;

	private RecordingInstance foreign;

	@BeforeEach
	void start() {
		this.own = RecordingInstance.start("own", "own", null);
		this.foreign = RecordingInstance.start("foreign", "foreign", null);
	}

	@AfterEach
	void stop() {
		this.own.close();
		this.foreign.close();
	}

	@ParameterizedTest
	@ValueSource(strings = { "http-components", "jetty", "reactor" })
	void redirectOfBlockingClientToForeignHostLosesLane(String factory) {
		this.application.withPropertyValues("spring.http.clients.imperative.factory=" + factory).run((context) -> {
			assertLaneIsLost(() -> rest(context, foreign("/third")));
			assertLaneIsLost(() -> template(context, foreign("/third")));
			assertLaneStays(() -> rest(context, "http://localhost:" + this.foreign.port() + "/allowed"));
		});
	}

	@ParameterizedTest
	@ValueSource(strings = { "http-components", "jetty", "reactor" })
	void redirectOfWebClientToForeignHostLosesLane(String connector) {
		this.application.withPropertyValues("spring.http.clients.reactive.connector=" + connector).run((context) -> {
			assertLaneIsLost(() -> web(context, foreign("/third")));
			assertLaneStays(() -> web(context, "http://localhost:" + this.foreign.port() + "/allowed"));
		});
	}

	@ParameterizedTest
	@ValueSource(strings = { "jdk", "simple" })
	void redirectOfClientOfJdkIsNotFollowedWithLane(String factory, CapturedOutput output) {
		this.application.withPropertyValues("spring.http.clients.imperative.factory=" + factory).run((context) -> {
			for (int i = 0; i < 2; i++) {
				ResponseEntity<String> response = withLane("gray", () -> rest(context, foreign("/third")));
				assertThat(response.getStatusCode()).isEqualTo(HttpStatus.FOUND);
				assertThat(this.own.lastRequest()).containsEntry(TestChain.LANE_HEADER, "gray");
			}
			assertThat(this.foreign.requests()).isEmpty();
			assertThat(output).containsOnlyOnce("The redirect of http://localhost");
			assertThat(withLane(null, () -> rest(context, foreign("/third"))).getBody()).isEqualTo("foreign");
			assertThat(withLane(null, () -> template(context, foreign("/third"))).getBody()).isEqualTo("foreign");
		});
	}

	@Test
	void redirectOfWebClientOfJdkIsNotFollowedWithLane(CapturedOutput output) {
		this.application.withPropertyValues("spring.http.clients.reactive.connector=jdk").run((context) -> {
			for (int i = 0; i < 2; i++) {
				ResponseEntity<String> response = withLane("gray", () -> web(context, foreign("/third")));
				assertThat(response.getStatusCode()).isEqualTo(HttpStatus.FOUND);
				assertThat(this.own.lastRequest()).containsEntry(TestChain.LANE_HEADER, "gray");
			}
			assertThat(this.foreign.requests()).isEmpty();
			assertThat(output).containsOnlyOnce("The redirect of http://localhost");
			assertThat(withLane(null, () -> web(context, foreign("/third"))).getBody()).isEqualTo("foreign");
		});
	}

	@Test
	void webClientOfJdkSendsWholeRequests() {
		this.application.withPropertyValues("spring.http.clients.reactive.connector=jdk").run((context) -> {
			WebClient client = context.getBean(WebClient.Builder.class).build();
			for (String lane : new String[] { "gray", null }) {
				AtomicInteger subscriptions = new AtomicInteger();
				Flux<String> body = Flux.just("a", "b")
					.doOnSubscribe((subscription) -> subscriptions.incrementAndGet());
				ResponseEntity<String> response = withLane(lane,
						() -> client.post()
							.uri("http://localhost:" + this.own.port() + "/items")
							.header("x-own", "1", "2")
							.cookie("user", "7")
							.contentType(MediaType.TEXT_PLAIN)
							.body(body, String.class)
							.retrieve()
							.toEntity(String.class)
							.block());
				assertThat(response.getBody()).isEqualTo("own");
				assertThat(subscriptions).hasValue(1);
				assertThat(this.own.lastRequest()).containsEntry(":body", "ab")
					.containsEntry("x-own", "1,2")
					.containsEntry("cookie", "user=7")
					.containsEntry("content-type", "text/plain");
			}
		});
	}

	@ParameterizedTest
	@ValueSource(strings = { "http-components", "jetty", "reactor", "jdk", "simple" })
	void redirectOfBlockingClientShowsLaneWhenSwitchedOff(String factory) {
		this.application
			.withPropertyValues("spring.http.clients.imperative.factory=" + factory,
					"opensergo.propagation.redirects.enabled=false")
			.run((context) -> assertLaneStays(() -> rest(context, foreign("/third"))));
	}

	@ParameterizedTest
	@ValueSource(strings = { "http-components", "jetty", "reactor", "jdk" })
	void redirectOfWebClientShowsLaneWhenSwitchedOff(String connector) {
		this.application
			.withPropertyValues("spring.http.clients.reactive.connector=" + connector,
					"opensergo.propagation.redirects.enabled=false")
			.run((context) -> assertLaneStays(() -> web(context, foreign("/third"))));
	}

	@Test
	void redirectWithinBaggageLosesOwnEntryOnly() {
		this.application.run((context) -> {
			String baggage = "a=b,x-opensergo-traffic=gray";
			withLane("gray",
					() -> context.getBean(RestClient.Builder.class)
						.build()
						.get()
						.uri(own(foreign("/third")))
						.header("baggage", baggage)
						.retrieve()
						.toEntity(String.class));
			assertThat(this.foreign.lastRequest()).containsEntry("baggage", "a=b");
		});
	}

	@Test
	void redirectToForeignHostLosesCarriedHeaders() {
		this.application.withPropertyValues("opensergo.propagation.headers=x-tenant-*").run((context) -> {
			TrafficContext carrying = TrafficContext.of("gray", Map.of("x-tenant-id", "a"));
			try (TrafficContext.Scope scope = carrying.makeCurrent()) {
				rest(context, foreign("/third"));
			}
			assertThat(this.own.lastRequest()).containsEntry("x-tenant-id", "a");
			assertThat(this.foreign.lastRequest()).doesNotContainKey("x-tenant-id");
		});
	}

	private void assertLaneIsLost(Call call) {
		assertThat(withLane("gray", call).getBody()).isEqualTo("foreign");
		assertThat(this.own.lastRequest()).containsEntry(TestChain.LANE_HEADER, "gray");
		assertThat(this.foreign.lastRequest()).containsEntry(":path", "/third")
			.doesNotContainKey(TestChain.LANE_HEADER);
	}

	private void assertLaneStays(Call call) {
		assertThat(withLane("gray", call).getBody()).isEqualTo("foreign");
		assertThat(this.foreign.lastRequest()).containsEntry(TestChain.LANE_HEADER, "gray");
	}

	private static ResponseEntity<String> withLane(String lane, Call call) {
		try (TrafficContext.Scope scope = TrafficContext.ofLane(lane).makeCurrent()) {
			return call.make();
		}
	}

	private ResponseEntity<String> rest(ApplicationContext context, String target) {
		return context.getBean(RestClient.Builder.class)
			.build()
			.get()
			.uri(own(target))
			.retrieve()
			.toEntity(String.class);
	}

	private ResponseEntity<String> template(ApplicationContext context, String target) {
		return context.getBean(RestTemplateBuilder.class).build().getForEntity(own(target), String.class);
	}

	private ResponseEntity<String> web(ApplicationContext context, String target) {
		return context.getBean(WebClient.Builder.class)
			.build()
			.get()
			.uri(own(target))
			.retrieve()
			.toEntity(String.class)
			.block();
	}

	private String own(String target) {
		return "http://localhost:" + this.own.port() + "/moved?to=" + target;
	}

	private String foreign(String path) {
		return "http://127.0.0.1:" + this.foreign.port() + path;
	}

	/**
	 * A call.
	 */
	private interface Call {

		ResponseEntity<String> make();

	}

}
