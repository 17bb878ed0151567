package io.opensergo.spring.loadbalancer;

import java.net.URI;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.Random;

import io.opensergo.core.context.OutboundLane;
import io.opensergo.core.engine.RoutingFailures;
import io.opensergo.core.engine.RuleEngine;
import io.opensergo.core.route.Caller;
import io.opensergo.core.rule.TrafficLane;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import reactor.core.publisher.Flux;

import org.springframework.cloud.client.DefaultServiceInstance;
import org.springframework.cloud.client.ServiceInstance;
import org.springframework.cloud.client.loadbalancer.DefaultRequest;
import org.springframework.cloud.client.loadbalancer.Request;
import org.springframework.cloud.client.loadbalancer.RequestData;
import org.springframework.cloud.client.loadbalancer.RetryableRequestContext;
import org.springframework.cloud.loadbalancer.core.ServiceInstanceListSupplier;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpMethod;
import org.springframework.util.LinkedMultiValueMap;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link FailedInstance}.
 */
class FailedInstanceTests {

	private static final ServiceInstance BASE = instance("base", Map.of());

	private static final ServiceInstance GRAY = instance("gray-1", Map.of("opensergo.io/lane", "gray"));

	private static final ServiceInstance OTHER_GRAY = instance("gray-2", Map.of("opensergo.io/lane", "gray"));

	@Test
	void firstAttemptStaysInTheLane() {
		assertThat(choose(List.of(BASE, GRAY), "gray", null)).containsExactly(GRAY);
	}

	@Test
	void retryWhenTheOnlyInstanceOfTheLaneFailedFallsBackToBaseline() {
		assertThat(choose(List.of(BASE, GRAY), "gray", GRAY)).containsExactly(BASE);
	}

	@Test
	void retryWhenTheLaneHasAnotherInstanceStaysInTheLane() {
		assertThat(choose(List.of(BASE, GRAY, OTHER_GRAY), "gray", GRAY)).containsExactly(OTHER_GRAY);
	}

	@Test
	void retryWhenTheOnlyBaselineInstanceFailedDoesNotEnterALane() {
		assertThat(choose(List.of(BASE, GRAY), null, BASE)).containsExactly(BASE);
	}

	private static List<ServiceInstance> choose(List<ServiceInstance> instances, @Nullable String lane,
			@Nullable ServiceInstance failed) {
		HttpHeaders headers = new HttpHeaders();
		if (lane != null) {
			headers.set(TrafficLane.DEFAULT_TRAFFIC_HEADER, lane);
		}
		Request<RetryableRequestContext> request = new DefaultRequest<>(
				new RetryableRequestContext(failed, new RequestData(HttpMethod.GET, URI.create("http://stock/items"),
						headers, new LinkedMultiValueMap<>(), Map.of())));
		InstanceRouting routing = new InstanceRouting(new RuleEngine(Caller.of("order", "default", Map.of())),
				new OutboundLane(null), new Random(1), new RoutingFailures(Clock.systemUTC()), (service) -> {
				}, (service) -> null);
		return routing.decorate(supplierOf(instances), null).get(request).blockFirst();
	}

	private static ServiceInstanceListSupplier supplierOf(List<ServiceInstance> instances) {
		return new ServiceInstanceListSupplier() {

			@Override
			public String getServiceId() {
				return "stock";
			}

			@Override
			public Flux<List<ServiceInstance>> get() {
				return Flux.just(instances);
			}

		};
	}

	private static ServiceInstance instance(String id, Map<String, String> metadata) {
		return new DefaultServiceInstance(id, "stock", "127.0.0.1", 80, false, metadata);
	}

}
