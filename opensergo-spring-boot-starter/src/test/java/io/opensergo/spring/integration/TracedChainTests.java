package io.opensergo.spring.integration;

import java.net.URI;
import java.nio.file.Path;
import java.util.List;

import io.micrometer.observation.ObservationHandler;
import io.micrometer.observation.ObservationRegistry;
import io.micrometer.observation.transport.ReceiverContext;
import io.micrometer.observation.transport.SenderContext;
import io.micrometer.tracing.Tracer;
import io.micrometer.tracing.handler.PropagatingReceiverTracingObservationHandler;
import io.micrometer.tracing.handler.PropagatingSenderTracingObservationHandler;
import io.micrometer.tracing.otel.bridge.OtelBaggageManager;
import io.micrometer.tracing.otel.bridge.OtelCurrentTraceContext;
import io.micrometer.tracing.otel.bridge.OtelPropagator;
import io.micrometer.tracing.otel.bridge.OtelTracer;
import io.micrometer.tracing.propagation.Propagator;
import io.opentelemetry.api.baggage.propagation.W3CBaggagePropagator;
import io.opentelemetry.api.trace.propagation.W3CTraceContextPropagator;
import io.opentelemetry.context.propagation.ContextPropagators;
import io.opentelemetry.context.propagation.TextMapPropagator;
import io.opentelemetry.sdk.trace.SdkTracerProvider;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.config.BeanPostProcessor;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.cloud.openfeign.EnableFeignClients;
import org.springframework.cloud.openfeign.FeignClient;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.client.RestClient;
import org.springframework.web.client.RestTemplate;
import org.springframework.web.reactive.function.client.WebClient;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for lanes next to tracing, which repeats all baggage that a request came with on
 * every call.
 */
class TracedChainTests {

	@ParameterizedTest
	@ValueSource(strings = { "rest-template", "rest-client", "web-client", "http-exchange" })
	void servletApplicationAddsTheLaneToTheBaggageOfTracing(String client) {
		try (TestChain chain = new TestChain()) {
			RecordingInstance base = chain.instance("stock", "stock-base", null);
			// Tracing does not follow a call to the thread of a circuit breaker.
			chain.property("spring.autoconfigure.exclude",
					"org.springframework.cloud.circuitbreaker.resilience4j.Resilience4JAutoConfiguration");
			chain.start(WebApplicationType.SERVLET, ServletApplication.class, Tracing.class);
			assertThat(chain
				.get("/call/" + client, TestChain.LANE_HEADER, "blue", "baggage", "a=b,x-opensergo-traffic=blue")
				.body()).isEqualTo("stock-base");
			assertThat(base.lastRequest()).containsEntry("baggage", "a=b,x-opensergo-traffic=blue")
				.containsKey("traceparent");
			assertThat(chain.get("/call/" + client, "baggage", "a=b").body()).isEqualTo("stock-base");
			assertThat(base.lastRequest()).containsEntry("baggage", "a=b").doesNotContainKey(TestChain.LANE_HEADER);
		}
	}

	@Test
	void tracingTakesTheLaneToNobodyElse() {
		try (TestChain chain = new TestChain()) {
			RecordingInstance thirdParty = chain.instance("elsewhere", "third-party", null);
			chain.start(WebApplicationType.SERVLET, ServletApplication.class, Tracing.class);
			chain.get("/call-url?url=http://127.0.0.1:" + thirdParty.port() + "/third", "baggage",
					"a=b,x-opensergo-traffic=blue");
			assertThat(thirdParty.lastRequest()).containsEntry("baggage", "a=b")
				.containsKey("traceparent")
				.doesNotContainKey(TestChain.LANE_HEADER);
		}
	}

	@Test
	void reactiveApplicationAddsTheLaneToTheBaggageOfTracing() {
		try (TestChain chain = new TestChain()) {
			RecordingInstance base = chain.instance("stock", "stock-base", null);
			chain.start(WebApplicationType.REACTIVE, ReactiveApplication.class, Tracing.class);
			chain.get("/call", "baggage", "a=b,x-opensergo-traffic=blue");
			assertThat(base.lastRequest()).containsEntry("baggage", "a=b,x-opensergo-traffic=blue")
				.containsEntry(TestChain.LANE_HEADER, "blue")
				.containsKey("traceparent");
		}
	}

	@Test
	void gatewayLetsNoForgedTagThroughTracing(@TempDir Path folder) {
		try (TestChain chain = new TestChain()) {
			RecordingInstance base = chain.instance("stock", "stock-base", null);
			RecordingInstance thirdParty = chain.instance("elsewhere", "third-party", null);
			String route = "spring.cloud.gateway.server.webflux.routes";
			chain.property("spring.application.name", "gateway")
				.property(route + "[0].uri", "lb://stock")
				.property(route + "[0].predicates[0]", "Path=/items/**")
				.property(route + "[1].uri", "http://127.0.0.1:" + thirdParty.port())
				.property(route + "[1].predicates[0]", "Path=/third/**")
				.property("opensergo.propagation.trusted-proxies", "10.0.0.0/8");
			chain.rules(folder, """
					apiVersion: traffic.opensergo.io/v1alpha1
					kind: TrafficLane
					metadata: {name: blue-lane, namespace: default}
					spec:
					  selector: {app: gateway}
					  rules:
					    traffic:
					      http:
					        headers:
					          - x-user-id: {exact: "12345"}
					    lane: {name: blue}
					""");
			chain.start(WebApplicationType.REACTIVE, GatewayApplication.class, Tracing.class);
			chain.get("/items/1", "baggage", "a=b,x-opensergo-traffic=forged");
			assertThat(base.lastRequest()).containsEntry("baggage", "a=b")
				.containsKey("traceparent")
				.doesNotContainKey(TestChain.LANE_HEADER);
			assertThat(chain.get("/items/1", "X-User-Id", "12345", "baggage", "a=b,x-opensergo-traffic=forged").body())
				.isEqualTo("stock-base");
			assertThat(base.lastRequest()).containsEntry("baggage", "a=b,x-opensergo-traffic=blue")
				.containsEntry(TestChain.LANE_HEADER, "blue");
			chain.get("/third/1", "X-User-Id", "12345", "baggage", "a=b,x-opensergo-traffic=forged");
			assertThat(thirdParty.lastRequest()).containsEntry("baggage", "a=b")
				.doesNotContainKey(TestChain.LANE_HEADER);
		}
	}

	@Test
	void gatewayOnSpringMvcAddsTheLaneToTheBaggageOfTracing(@TempDir Path folder) {
		try (TestChain chain = new TestChain()) {
			RecordingInstance base = chain.instance("stock", "stock-base", null);
			RecordingInstance thirdParty = chain.instance("elsewhere", "third-party", null);
			String route = "spring.cloud.gateway.server.webmvc.routes";
			chain.property("spring.application.name", "gateway")
				.property(route + "[0].id", "stock")
				.property(route + "[0].uri", "lb://stock")
				.property(route + "[0].predicates[0]", "Path=/items/**")
				.property(route + "[1].id", "elsewhere")
				.property(route + "[1].uri", "http://127.0.0.1:" + thirdParty.port())
				.property(route + "[1].predicates[0]", "Path=/third/**")
				.property("opensergo.propagation.trusted-proxies", "10.0.0.0/8");
			chain.rules(folder, """
					apiVersion: traffic.opensergo.io/v1alpha1
					kind: TrafficLane
					metadata: {name: blue-lane, namespace: default}
					spec:
					  selector: {app: gateway}
					  rules:
					    traffic:
					      http:
					        headers:
					          - x-user-id: {exact: "12345"}
					    lane: {name: blue}
					""");
			chain.start(WebApplicationType.SERVLET, GatewayApplication.class, Tracing.class);
			assertThat(chain.get("/items/1", "X-User-Id", "12345", "baggage", "a=b,x-opensergo-traffic=forged").body())
				.isEqualTo("stock-base");
			assertThat(base.lastRequest()).containsEntry("baggage", "a=b,x-opensergo-traffic=blue")
				.containsEntry(TestChain.LANE_HEADER, "blue")
				.containsKey("traceparent");
			chain.get("/items/1", "baggage", "a=b,x-opensergo-traffic=forged");
			assertThat(base.lastRequest()).containsEntry("baggage", "a=b").doesNotContainKey(TestChain.LANE_HEADER);
			chain.get("/third/1", "X-User-Id", "12345", "baggage", "a=b,x-opensergo-traffic=forged");
			assertThat(thirdParty.lastRequest()).containsEntry("baggage", "a=b")
				.doesNotContainKey(TestChain.LANE_HEADER);
		}
	}

	@Test
	void feignClientWithAddressAddsTheLaneToTheBaggageOfTracing() {
		try (TestChain chain = new TestChain()) {
			RecordingInstance partner = chain.instance("partner", "partner", null);
			chain.property("opensergo.propagation.hosts", "localhost");
			chain.start(WebApplicationType.SERVLET, FeignApplication.class, Tracing.class);
			String listed = "/feign?url=http://localhost:" + partner.port();
			assertThat(chain.get(listed, TestChain.LANE_HEADER, "blue", "baggage", "a=b").body()).isEqualTo("partner");
			assertThat(partner.lastRequest()).containsEntry("baggage", "a=b,x-opensergo-traffic=blue")
				.containsEntry(TestChain.LANE_HEADER, "blue")
				.containsKey("traceparent");
			chain.get(listed, "baggage", "a=b");
			assertThat(partner.lastRequest()).containsEntry("baggage", "a=b").doesNotContainKey(TestChain.LANE_HEADER);
			chain.get("/feign?url=http://127.0.0.1:" + partner.port(), TestChain.LANE_HEADER, "blue", "baggage", "a=b");
			assertThat(partner.lastRequest()).containsEntry("baggage", "a=b").doesNotContainKey(TestChain.LANE_HEADER);
		}
	}

	/**
	 * An application that calls addresses through OpenFeign.
	 */
	@Configuration(proxyBeanMethods = false)
	@EnableAutoConfiguration(
			excludeName = "org.springframework.cloud.circuitbreaker.resilience4j.Resilience4JAutoConfiguration")
	@EnableFeignClients(clients = PartnerClient.class)
	@Import(FeignApplication.Calls.class)
	static class FeignApplication {

		/**
		 * The calls.
		 */
		@RestController
		static class Calls {

			private final PartnerClient partner;

			Calls(PartnerClient partner) {
				this.partner = partner;
			}

			@GetMapping("/feign")
			String feign(@RequestParam URI url) {
				return this.partner.items(url);
			}

		}

	}

	/**
	 * A partner whose address each call tells.
	 */
	@FeignClient(name = "partner-by-address", url = "http://unused")
	interface PartnerClient {

		@GetMapping("/items")
		String items(URI address);

	}

	/**
	 * What Boot configures for OpenTelemetry, and observed clients.
	 */
	@Configuration(proxyBeanMethods = false)
	static class Tracing {

		private final OtelCurrentTraceContext current = new OtelCurrentTraceContext();

		private final SdkTracerProvider provider = SdkTracerProvider.builder().build();

		@Bean
		Tracer tracer() {
			return new OtelTracer(this.provider.get("test"), this.current, (event) -> {
			}, new OtelBaggageManager(this.current, List.of(), List.of()));
		}

		@Bean
		Propagator propagator() {
			return new OtelPropagator(ContextPropagators.create(TextMapPropagator
				.composite(W3CTraceContextPropagator.getInstance(), W3CBaggagePropagator.getInstance())),
					this.provider.get("test"));
		}

		@Bean
		static BeanPostProcessor observed(ObjectProvider<ObservationRegistry> registry) {
			return new BeanPostProcessor() {

				@Override
				public Object postProcessBeforeInitialization(Object bean, String name) {
					if (bean instanceof RestTemplate restTemplate) {
						restTemplate.setObservationRegistry(registry.getObject());
					}
					else if (bean instanceof RestClient.Builder builder) {
						builder.observationRegistry(registry.getObject());
					}
					else if (bean instanceof WebClient.Builder builder) {
						builder.observationRegistry(registry.getObject());
					}
					return bean;
				}

			};
		}

		@Bean
		ObservationHandler<ReceiverContext<?>> receiver(Tracer tracer, Propagator propagator) {
			return new PropagatingReceiverTracingObservationHandler<>(tracer, propagator);
		}

		@Bean
		ObservationHandler<SenderContext<?>> sender(Tracer tracer, Propagator propagator) {
			return new PropagatingSenderTracingObservationHandler<>(tracer, propagator);
		}

	}

}
