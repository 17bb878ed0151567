package io.opensergo.spring.loadbalancer;

import java.net.InetSocketAddress;
import java.net.URI;
import java.time.Clock;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;

import io.opensergo.core.balance.BalancedRequest;
import io.opensergo.core.context.OutboundLane;
import io.opensergo.core.context.TrafficContext;
import io.opensergo.core.engine.RoutingFailures;
import io.opensergo.core.engine.RuleEngine;
import io.opensergo.core.outlier.EjectionEvent;
import io.opensergo.core.outlier.InstanceEjection;
import io.opensergo.core.route.Caller;
import io.opensergo.core.rule.TrafficLane;
import io.opensergo.core.source.RuleSet;
import io.opensergo.core.source.RuleSnapshot;
import io.opensergo.core.yaml.RuleReader;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

import org.springframework.cloud.client.ServiceInstance;
import org.springframework.cloud.client.loadbalancer.CompletionContext;
import org.springframework.cloud.client.loadbalancer.DefaultRequest;
import org.springframework.cloud.client.loadbalancer.DefaultResponse;
import org.springframework.cloud.client.loadbalancer.Request;
import org.springframework.cloud.client.loadbalancer.RequestData;
import org.springframework.cloud.client.loadbalancer.ResponseData;
import org.springframework.cloud.client.loadbalancer.RetryableRequestContext;
import org.springframework.cloud.loadbalancer.core.ServiceInstanceListSupplier;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpMethod;
import org.springframework.http.HttpStatus;
import org.springframework.util.LinkedMultiValueMap;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link RoutingServiceInstanceListSupplier} with policies.
 */
class BalancedSupplierTests {

	private final ActiveRequests activeRequests = new ActiveRequests();

	private final List<EjectionEvent> ejections = new ArrayList<>();

	private final RuleEngine engine = new RuleEngine(Caller.of("order", "default", Map.of()));

	private final InstanceEjection<ServiceInstance> ejection = new InstanceEjection<>(LabeledInstances::addressOf,
			(service) -> this.engine.current().balancing(service).outlierPolicies(), System::nanoTime,
			Clock.systemUTC(), this.ejections::add);

	private final CallResults results = new CallResults(this.ejection, List.of());

	private final TestSupplier stock = new TestSupplier("stock").with("a", Map.of("zone", "z1"))
		.with("b", Map.of("zone", "z2"))
		.with("c", Map.of("zone", "z3"))
		.with("gray-a", Map.of(TrafficLane.LANE_LABEL, "gray"))
		.with("gray-b", Map.of(TrafficLane.LANE_LABEL, "gray"));

	@Test
	void getWhenPolicyDecidesReturnsOneInstanceOfTheBaseline() {
		ServiceInstanceListSupplier supplier = supplier("loadBalancer: {simple: RANDOM}");
		Set<String> chosen = new HashSet<>();
		for (int i = 0; i < 100; i++) {
			chosen.add(one(supplier, call(null)));
		}
		assertThat(chosen).containsExactlyInAnyOrder("a", "b", "c");
	}

	@Test
	void getWhenCallIsInALaneChoosesAmongItsInstances() {
		ServiceInstanceListSupplier supplier = supplier("loadBalancer: {simple: ROUND_ROBIN}");
		Request<?> call = call(null, TrafficLane.DEFAULT_TRAFFIC_HEADER, "gray");
		assertThat(Set.of(one(supplier, call), one(supplier, call))).containsExactlyInAnyOrder("gray-a", "gray-b");
	}

	@Test
	void getWhenInstanceFailedChoosesAnother() {
		ServiceInstanceListSupplier supplier = supplier("loadBalancer: {consistentHash: {httpHeaderName: x-user}}");
		String chosen = one(supplier, call(null, "x-user", "1"));
		ServiceInstance failed = this.stock.instances()
			.stream()
			.filter((instance) -> chosen.equals(instance.getInstanceId()))
			.findFirst()
			.orElseThrow();
		String next = one(supplier, call(failed, "x-user", "1"));
		assertThat(next).isNotEqualTo(chosen).isEqualTo(one(supplier, call(failed, "x-user", "1")));
		assertThat(one(supplier, call(null, "x-user", "1"))).isEqualTo(chosen);
	}

	@Test
	void getWhenContextCarriesTheKeyHashesItAsIfItWereWritten() {
		ServiceInstanceListSupplier supplier = supplier("loadBalancer: {consistentHash: {httpHeaderName: X-User}}");
		Set<String> chosen = new HashSet<>();
		for (int i = 0; i < 30; i++) {
			String user = String.valueOf(i);
			String written = one(supplier, call(null, "x-user", user));
			chosen.add(written);
			TrafficContext context = TrafficContext.of(null, Map.of("x-user", user));
			try (TrafficContext.Scope scope = context.makeCurrent()) {
				assertThat(one(supplier, call(null))).isEqualTo(written);
			}
			assertThat(supplier.get(call(null))
				.contextWrite((view) -> view.put(TrafficContext.CARRIER_KEY, context))
				.blockFirst()).extracting(ServiceInstance::getInstanceId).containsExactly(written);
			try (TrafficContext.Scope scope = TrafficContext.of(null, Map.of("x-user", "other")).makeCurrent()) {
				assertThat(one(supplier, call(null, "x-user", user))).isEqualTo(written);
			}
		}
		assertThat(chosen).hasSizeGreaterThan(1);
	}

	@Test
	void getWhenCookieIsTheKeyReadsTheRightOneOfSeveral() {
		ServiceInstanceListSupplier supplier = supplier("loadBalancer: {consistentHash: {httpCookie: {name: user}}}");
		Set<String> chosen = new HashSet<>();
		for (int i = 0; i < 30; i++) {
			chosen.add(one(supplier, call(null, "Cookie", "id=" + i + "; user=\"7\"; z=" + i)));
		}
		assertThat(chosen).hasSize(1);
	}

	@Test
	void getWhenGatewayTellsTheClientHashesItsAddress() {
		ServiceInstanceListSupplier supplier = supplier("loadBalancer: {consistentHash: {useSourceIp: true}}");
		Set<String> known = new HashSet<>();
		Set<String> unknown = new HashSet<>();
		for (int i = 0; i < 50; i++) {
			RetryableRequestContext context = new RetryableRequestContext(null, data("X-Forwarded-For", "192.0.2.1"));
			unknown.add(one(supplier, new DefaultRequest<>(context)));
			context.getClientRequest()
				.getAttributes()
				.put(BalancedRequest.CLIENT_ADDRESS_ATTRIBUTE, new InetSocketAddress("192.0.2.1", 1000 + i));
			known.add(one(supplier, new DefaultRequest<>(context)));
		}
		assertThat(known).hasSize(1);
		assertThat(unknown).hasSize(3);
	}

	@Test
	void getWhenLocalityFailsOverLeavesTheChoiceAmongTheNearest() {
		ServiceInstanceListSupplier supplier = supplier(
				"loadBalancer: {localityLbSetting: {enabled: true}}, outlierDetection: {interval: 10s}");
		assertThat(supplier.get(call(null)).blockFirst()).extracting(ServiceInstance::getInstanceId)
			.containsExactly("b");
	}

	@Test
	void getWhenLeastRequestAvoidsTheBusyInstance() {
		this.stock.with("d", Map.of());
		ServiceInstanceListSupplier supplier = supplier("loadBalancer: {simple: LEAST_REQUEST}");
		one(supplier, call(null));
		assertThat(this.activeRequests.size()).isEqualTo(6);
		Request<Object> running = new DefaultRequest<>();
		this.activeRequests.onStartRequest(running, new DefaultResponse(this.stock.instances().get(0)));
		for (int i = 0; i < 100; i++) {
			assertThat(one(supplier, call(null))).isNotEqualTo("a");
		}
		assertThat(running).isNotNull();
	}

	@Test
	void getWhenInstanceFailsLeavesItOut() {
		ServiceInstanceListSupplier supplier = supplier("outlierDetection: {maxEjectionPercent: 100}");
		for (int i = 0; i < 5; i++) {
			fail(supplier, call(null), "a");
		}
		assertThat(supplier.get(call(null)).blockFirst()).extracting(ServiceInstance::getInstanceId)
			.containsExactly("b", "c");
		assertThat(this.ejections).hasSize(1);
	}

	/**
	 * An instance that two destinations share is ejected where its calls came from.
	 */
	@Test
	void getWhenInstanceOfALaneFailsLeavesItOutThere() {
		ServiceInstanceListSupplier supplier = supplier("outlierDetection: {maxEjectionPercent: 100}");
		for (int i = 0; i < 5; i++) {
			fail(supplier, call(null, TrafficLane.DEFAULT_TRAFFIC_HEADER, "gray"), "gray-a");
			fail(supplier, call(null), "gray-a");
		}
		assertThat(this.ejections).singleElement()
			.satisfies((event) -> assertThat(event.ejection().destination()).isEqualTo("lane gray"));
		assertThat(one(supplier, call(null, TrafficLane.DEFAULT_TRAFFIC_HEADER, "gray"))).isEqualTo("gray-b");
		for (int i = 0; i < 5; i++) {
			fail(supplier, call(null, TrafficLane.DEFAULT_TRAFFIC_HEADER, "gray"), "gray-b");
		}
		assertThat(supplier.get(call(null, TrafficLane.DEFAULT_TRAFFIC_HEADER, "gray")).blockFirst())
			.extracting(ServiceInstance::getInstanceId)
			.as("a lane whose instances are all ejected does not fall back")
			.containsExactly("gray-a", "gray-b");
	}

	@Test
	void getWhenRetryIsDescribedByAnotherRequestKnowsTheCall() {
		ServiceInstanceListSupplier supplier = supplier("outlierDetection: {maxEjectionPercent: 100}");
		for (int i = 0; i < 5; i++) {
			Request<?> chosen = call(null);
			supplier.get(chosen).blockFirst();
			RequestData data = ClientRouteRequest.dataOf(chosen);
			RequestData again = new RequestData(data.getHttpMethod(), data.getUrl(), data.getHeaders(),
					new LinkedMultiValueMap<>(), new HashMap<>());
			complete(new DefaultRequest<>(new RetryableRequestContext(null, again)), "b");
		}
		assertThat(this.ejections).hasSize(1);
	}

	@Test
	void ruleThatGoesBringsAllInstancesBackAndOneThatStaysKeepsThemOut() {
		ServiceInstanceListSupplier supplier = supplier("outlierDetection: {maxEjectionPercent: 100}");
		for (int i = 0; i < 5; i++) {
			fail(supplier, call(null), "a");
		}
		apply("outlierDetection: {maxEjectionPercent: 100}, connectionPool: {http: {maxRetries: 1}}");
		assertThat(supplier.get(call(null)).blockFirst()).hasSize(2);
		assertThat(this.ejection.ejections()).hasSize(1);
		apply("connectionPool: {http: {maxRetries: 1}}");
		assertThat(this.ejection.ejections()).isEmpty();
		assertThat(supplier.get(call(null)).blockFirst()).hasSize(3);
		apply("outlierDetection: {maxEjectionPercent: 100}");
		assertThat(supplier.get(call(null)).blockFirst()).hasSize(3);
	}

	private void fail(ServiceInstanceListSupplier supplier, Request<?> call, String instance) {
		supplier.get(call).blockFirst();
		complete(call, instance);
	}

	@SuppressWarnings("unchecked")
	private void complete(Request<?> call, String id) {
		ServiceInstance instance = this.stock.instances()
			.stream()
			.filter((candidate) -> id.equals(candidate.getInstanceId()))
			.findFirst()
			.orElseThrow();
		this.results.onComplete(new CompletionContext<>(CompletionContext.Status.SUCCESS, (Request<Object>) call,
				new DefaultResponse(instance), new ResponseData(HttpStatus.INTERNAL_SERVER_ERROR, new HttpHeaders(),
						new LinkedMultiValueMap<>(), ClientRouteRequest.dataOf(call))));
	}

	private void apply(String policy) {
		RuleSet rules = new RuleReader("default").read("test.yaml",
				"{apiVersion: traffic.opensergo.io/v1alpha1, kind: VirtualWorkload, metadata: {name: stock}, "
						+ "spec: {host: stock, trafficPolicy: {" + policy + "}}}");
		assertThat(rules.rejections()).isEmpty();
		this.engine.apply(new RuleSnapshot(1, rules.rules(), List.of()));
	}

	private ServiceInstanceListSupplier supplier(String policy) {
		apply(policy);
		return new InstanceRouting(this.engine, new OutboundLane(null), new Random(1),
				new RoutingFailures(Clock.systemUTC()), (service) -> {
				}, (service) -> null, this.activeRequests, () -> "z2", new InstanceLabels(), this.ejection)
			.decorate(this.stock, null);
	}

	private static String one(ServiceInstanceListSupplier supplier, Request<?> call) {
		List<ServiceInstance> chosen = supplier.get(call).blockFirst();
		assertThat(chosen).hasSize(1);
		return chosen.get(0).getInstanceId();
	}

	private static Request<?> call(@Nullable ServiceInstance failed, String... headers) {
		return new DefaultRequest<>(new RetryableRequestContext(failed, data(headers)));
	}

	private static RequestData data(String... headers) {
		HttpHeaders all = new HttpHeaders();
		for (int i = 0; i < headers.length; i += 2) {
			all.add(headers[i], headers[i + 1]);
		}
		return new RequestData(HttpMethod.GET, URI.create("http://stock/items"), all, new LinkedMultiValueMap<>(),
				new HashMap<>());
	}

}
