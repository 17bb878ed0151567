package io.opensergo.spring.loadbalancer;

import java.net.URI;
import java.time.Clock;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.random.RandomGenerator;

import io.opensergo.core.context.OutboundLane;
import io.opensergo.core.context.TrafficContext;
import io.opensergo.core.engine.RoutingFailures;
import io.opensergo.core.engine.RuleEngine;
import io.opensergo.core.route.Caller;
import io.opensergo.core.route.RouteDecision;
import io.opensergo.core.route.RouteRequest;
import io.opensergo.core.route.RoutedCall;
import io.opensergo.core.route.UsedDestination;
import io.opensergo.core.rule.Destination;
import io.opensergo.core.rule.TrafficLane;
import io.opensergo.core.source.RuleSet;
import io.opensergo.core.source.RuleSnapshot;
import io.opensergo.core.yaml.RuleReader;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.ValueSource;
import reactor.core.publisher.Flux;

import org.springframework.cache.Cache;
import org.springframework.cache.CacheManager;
import org.springframework.cache.concurrent.ConcurrentMapCacheManager;
import org.springframework.cloud.client.ServiceInstance;
import org.springframework.cloud.client.loadbalancer.DefaultRequest;
import org.springframework.cloud.client.loadbalancer.Request;
import org.springframework.cloud.client.loadbalancer.RequestData;
import org.springframework.cloud.client.loadbalancer.RequestDataContext;
import org.springframework.cloud.loadbalancer.core.CachingServiceInstanceListSupplier;
import org.springframework.cloud.loadbalancer.core.ServiceInstanceListSupplier;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpMethod;
import org.springframework.util.LinkedMultiValueMap;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link RoutingServiceInstanceListSupplier}, on top of a registry and on top
 * of the cache of Spring Cloud.
 */
@ParameterizedClass
@ValueSource(booleans = { false, true })
class RoutingServiceInstanceListSupplierTests {

	private static final String LANES = """
			apiVersion: traffic.opensergo.io/v1alpha1
			kind: TrafficLane
			metadata: {name: gray, namespace: default}
			spec:
			  selector: {app: gateway}
			  rules: {workload: {selector: {tag: gray}}, lane: {name: gray}}
			---
			apiVersion: traffic.opensergo.io/v1alpha1
			kind: TrafficLane
			metadata: {name: strict, namespace: default}
			spec:
			  selector: {app: gateway}
			  rules: {workload: {selector: {tag: strict}}, lane: {name: strict}}
			  mode: strict
			""";

	private final CacheManager caches = new ConcurrentMapCacheManager();

	private final boolean cached;

	private final RuleEngine engine = new RuleEngine(Caller.of("order", "default", Map.of()));

	private final RoutingFailures failures = new RoutingFailures(Clock.systemUTC());

	private final List<String> called = new ArrayList<>();

	private final Map<String, ServiceInstanceListSupplier> services = new HashMap<>();

	private long version;

	private double draw;

	private final TestSupplier stock = new TestSupplier("stock").with("base", Map.of())
		.with("v2", Map.of("version", "v2"))
		.with("gray", Map.of(TrafficLane.LANE_LABEL, "gray"));

	RoutingServiceInstanceListSupplierTests(boolean cached) {
		this.cached = cached;
	}

	@Test
	void getWhenNothingConcernsTheCallReturnsTheListItself() {
		TestSupplier plain = new TestSupplier("stock").with("a", Map.of()).with("b", Map.of());
		assertThat(supplier(plain, null).get(call("/")).blockFirst()).isSameAs(plain.instances());
	}

	@Test
	void getWhenCallHasNoLaneLeavesLaneInstancesOut() {
		assertThat(ids(call("/"))).containsExactly("base", "v2");
	}

	@Test
	void getWithoutRequestLeavesLaneInstancesOut() {
		assertThat(ids(supplier(this.stock, null).get())).containsExactly("base", "v2");
	}

	@Test
	void getWhenThreadHasLaneReturnsInstancesOfLane() {
		TrafficContext.Scope scope = TrafficContext.ofLane("gray").makeCurrent();
		try {
			assertThat(ids(call("/"))).containsExactly("gray");
			assertThat(ids(supplier(this.stock, null).get(new DefaultRequest<>()))).containsExactly("gray");
			assertThat(ids(supplier(this.stock, null).get())).containsExactly("gray");
		}
		finally {
			scope.close();
		}
	}

	@Test
	void getWhenReactorContextHasLaneReturnsInstancesOfLane() {
		assertThat(ids(supplier(this.stock, null).get(call("/"))
			.contextWrite((view) -> view.put(TrafficContext.CARRIER_KEY, TrafficContext.ofLane("gray")))))
			.containsExactly("gray");
	}

	@Test
	void getWhenNoRequestIsServedTakesOwnLane() {
		ServiceInstanceListSupplier supplier = supplier(this.stock, "gray");
		assertThat(ids(supplier.get(call("/")))).containsExactly("gray");
		TrafficContext.Scope scope = TrafficContext.EMPTY.makeCurrent();
		try {
			assertThat(ids(supplier.get(call("/")))).containsExactly("base", "v2");
		}
		finally {
			scope.close();
		}
	}

	@Test
	void getWhenCallHasValidHeaderWinsOverContext() {
		TrafficContext.Scope scope = TrafficContext.ofLane("blue").makeCurrent();
		try {
			assertThat(ids(call("/", TrafficLane.DEFAULT_TRAFFIC_HEADER, "gray"))).containsExactly("gray");
			assertThat(ids(call("/", TrafficLane.DEFAULT_TRAFFIC_HEADER, "no/lane"))).containsExactly("base", "v2");
		}
		finally {
			scope.close();
		}
	}

	@Test
	void getWhenListAndRulesAreTheSameSplitsOnce() {
		ServiceInstanceListSupplier supplier = supplier(this.stock, null);
		List<ServiceInstance> first = supplier.get(call("/")).blockFirst();
		assertThat(supplier.get(call("/")).blockFirst()).isSameAs(first);
		apply(LANES);
		assertThat(supplier.get(call("/")).blockFirst()).isNotSameAs(first).isEqualTo(first);
	}

	@Test
	void getWhenListChangesSplitsAgain() {
		ServiceInstanceListSupplier supplier = supplier(this.stock, "gray");
		assertThat(ids(supplier.get(call("/")))).containsExactly("gray");
		this.stock.with("gray-2", Map.of(TrafficLane.LANE_LABEL, "gray"));
		evict();
		assertThat(ids(supplier.get(call("/")))).containsExactly("gray", "gray-2");
	}

	@Test
	void getWhenInstanceOfConsulHasLaneReturnsIt() {
		TestSupplier consul = new TestSupplier("stock").with("base", Map.of())
			.with("gray", Map.of(InstanceLabels.RESTRICTED_LANE_LABEL, "gray"));
		assertThat(ids(supplier(consul, "gray").get(call("/")))).containsExactly("gray");
		assertThat(ids(supplier(consul, null).get(call("/")))).containsExactly("base");
	}

	@Test
	void getWhenStrictLaneHasNoInstanceIsEmpty() {
		apply(LANES);
		assertThat(ids(call("/", TrafficLane.DEFAULT_TRAFFIC_HEADER, "strict"))).isEmpty();
	}

	@Test
	void getWhenPermissiveLaneHasNoInstanceGoesOnWithRoutesOfService() {
		apply(LANES + router("[{route: [{destination: {host: stock, subset: v2}}]}]"));
		TestSupplier withoutLane = new TestSupplier("stock").with("base", Map.of()).with("v2", Map.of("version", "v2"));
		Request<?> call = call("/", TrafficLane.DEFAULT_TRAFFIC_HEADER, "gray");
		assertThat(ids(supplier(withoutLane, null).get(call))).containsExactly("v2");
		assertThat(ids(supplier(this.stock, null).get(call))).containsExactly("gray");
	}

	@Test
	void getWhenRouteMatchesReturnsItsSubset() {
		apply(router("""
				[{match: [{uri: {exact: /items}, headers: {x-beta: {exact: "1"}}}],
				  route: [{destination: {host: stock, subset: v2}}]},
				 {route: [{destination: {host: stock}}]}]"""));
		assertThat(ids(call("/items?x=1", "X-Beta", "1"))).containsExactly("v2");
		assertThat(ids(call("/items"))).containsExactly("base", "v2");
	}

	@Test
	void getWhenDestinationHasNoInstanceTriesFallbacksInOrder() {
		apply(router("""
				[{route: [{destination: {host: stock, subset: v8,
				  fallback: {host: stock, subset: v9, fallback: {host: stock, subset: v2}}}}]}]"""));
		assertThat(ids(call("/"))).containsExactly("v2");
	}

	@Test
	void getWhenDestinationAndFallbacksHaveNoInstanceIsEmpty() {
		apply(router("[{route: [{destination: {host: stock, subset: v9}}]}]"));
		assertThat(ids(call("/"))).isEmpty();
	}

	@Test
	void getWhenNoRouteMatchesIsEmpty() {
		apply(router("[{match: [{uri: {exact: /items}}], route: [{destination: {host: stock}}]}]"));
		assertThat(ids(call("/other"))).isEmpty();
	}

	@Test
	void getWhenRouteIsWeightedFollowsTheDraw() {
		apply(router("""
				[{route: [{destination: {host: stock}, weight: 90},
				          {destination: {host: stock, subset: v2}, weight: 10}]}]"""));
		this.draw = 0.89;
		assertThat(ids(call("/"))).containsExactly("base", "v2");
		this.draw = 0.91;
		assertThat(ids(call("/"))).containsExactly("v2");
	}

	@Test
	void getWhenDestinationIsOtherServiceReturnsItsInstances() {
		TestSupplier payment = new TestSupplier("payment").with("payment-base", Map.of())
			.with("payment-gray", Map.of(TrafficLane.LANE_LABEL, "gray"));
		this.services.put("payment", supplier(payment, null));
		apply(router("[{route: [{destination: {host: payment.default.svc.cluster.local}}]}]"));
		assertThat(ids(call("/"))).containsExactly("payment-base");
	}

	@Test
	void getWhenOtherServiceHasNoInstanceTakesFallback() {
		this.services.put("payment", supplier(new TestSupplier("payment"), null));
		apply(router("[{route: [{destination: {host: payment, fallback: {host: stock, subset: v2}}}]}]"));
		assertThat(ids(call("/"))).containsExactly("v2");
	}

	@Test
	void getWhenOtherServiceIsUnknownTakesFallback() {
		apply(router("[{route: [{destination: {host: nowhere, fallback: {host: stock, subset: v2}}}]}]"));
		assertThat(ids(call("/"))).containsExactly("v2");
	}

	@Test
	void getWhenPermissiveLaneHasNoInstanceFollowsRouteToOtherService() {
		this.services.put("payment", supplier(new TestSupplier("payment").with("payment-base", Map.of()), null));
		apply(LANES + router("[{route: [{destination: {host: payment}}]}]"));
		TestSupplier withoutLane = new TestSupplier("stock").with("base", Map.of());
		assertThat(ids(supplier(withoutLane, null).get(call("/", TrafficLane.DEFAULT_TRAFFIC_HEADER, "gray"))))
			.containsExactly("payment-base");
	}

	@Test
	void getWhenRouteRedirectsReturnsBaseline() {
		apply(router("[{redirect: {uri: /elsewhere}}]"));
		assertThat(ids(call("/"))).containsExactly("base", "v2");
	}

	@Test
	void getWhenDecisionWasTakenBeforeDoesNotDecideAgain() {
		apply(router("[{route: [{destination: {host: stock, subset: v2}}]}]"));
		RequestData data = data("/");
		RouteRequest request = new ClientRouteRequest("stock", data, null, Map.of());
		RouteDecision decision = this.engine.current().routes("stock").decide(request, RandomGenerator.getDefault());
		data.getAttributes().put(RoutedCall.ATTRIBUTE, new RoutedCall("stock", decision));
		apply("");
		assertThat(ids(new DefaultRequest<>(new RequestDataContext(data)))).containsExactly("v2");
	}

	@Test
	void getWhenDecisionWasTakenBeforeTellsWhichDestinationHadInstances() {
		apply(router("[{route: [{destination: {host: stock, subset: v9, fallback: {host: stock, subset: v2, "
				+ "port: {number: 81}}}}]}]"));
		RequestData data = routed();
		UsedDestination used = new UsedDestination(Destination.of("stock", "v9"));
		data.getAttributes().put(UsedDestination.ATTRIBUTE, used);
		assertThat(ids(new DefaultRequest<>(new RequestDataContext(data)))).containsExactly("v2");
		assertThat(used.destination()).isEqualTo(new Destination("stock", "v2", 81, null));
	}

	@Test
	void getWhenRetryOfARuleStaysInItsSubset() {
		apply(router("[{route: [{destination: {host: stock, subset: v2, fallback: {host: stock}}}]}]"));
		RequestData data = routed();
		Request<?> request = new DefaultRequest<>(new RequestDataContext(data));
		ServiceInstance only = supplier(this.stock, null).get(request).blockFirst().get(0);
		data.getAttributes().put(RoutedCall.FAILED_INSTANCE_ATTRIBUTE, only);
		assertThat(ids(request)).containsExactly("v2");
	}

	private RequestData routed() {
		RequestData data = data("/");
		RouteRequest request = new ClientRouteRequest("stock", data, null, Map.of());
		RouteDecision decision = this.engine.current().routes("stock").decide(request, RandomGenerator.getDefault());
		data.getAttributes().put(RoutedCall.ATTRIBUTE, new RoutedCall("stock", decision));
		return data;
	}

	@Test
	void getWhenEngineFailsPassesAllInstancesAndCounts() {
		apply(router("[{match: [{uri: {exact: /items}}], route: [{destination: {host: stock}}]}]"));
		RequestData failing = new RequestData(HttpMethod.GET, URI.create("/"), new HttpHeaders(),
				new LinkedMultiValueMap<>(), new HashMap<>()) {

			@Override
			public URI getUrl() {
				throw new IllegalStateException("on purpose");
			}

		};
		assertThat(supplier(this.stock, null).get(new DefaultRequest<>(new RequestDataContext(failing))).blockFirst())
			.isSameAs(this.stock.instances());
		assertThat(this.failures.count()).isEqualTo(1);
	}

	@Test
	void decorateTellsCalledServiceOnce() {
		ServiceInstanceListSupplier supplier = supplier(this.stock, null);
		supplier.get(call("/")).blockFirst();
		supplier.get(call("/")).blockFirst();
		assertThat(this.called).containsExactly("stock");
	}

	private void apply(String yaml) {
		RuleSet rules = new RuleReader("default").read("test.yaml", yaml);
		assertThat(rules.rejections()).isEmpty();
		this.engine.apply(new RuleSnapshot(++this.version, rules.rules(), List.of()));
	}

	private static String router(String http) {
		return "\n---\n{apiVersion: traffic.opensergo.io/v1alpha1, kind: TrafficRouter, "
				+ "metadata: {name: stock, namespace: default}, spec: {hosts: [stock], http: " + http + "}}\n";
	}

	private ServiceInstanceListSupplier supplier(ServiceInstanceListSupplier delegate, @Nullable String ownLane) {
		RandomGenerator random = new RandomGenerator() {

			@Override
			public long nextLong() {
				return 0;
			}

			@Override
			public double nextDouble() {
				return RoutingServiceInstanceListSupplierTests.this.draw;
			}

		};
		return new InstanceRouting(this.engine, new OutboundLane(ownLane), random, this.failures, this.called::add,
				this.services::get)
			.decorate(this.cached ? caching(delegate) : delegate, this.caches);
	}

	private ServiceInstanceListSupplier caching(ServiceInstanceListSupplier delegate) {
		evict();
		ServiceInstanceListSupplier caching = new CachingServiceInstanceListSupplier(delegate, this.caches);
		caching.get().blockFirst();
		return caching;
	}

	private void evict() {
		Cache cache = this.caches.getCache(CachingServiceInstanceListSupplier.SERVICE_INSTANCE_CACHE_NAME);
		assertThat(cache).isNotNull();
		cache.clear();
	}

	private static RequestData data(String path, String... headers) {
		HttpHeaders all = new HttpHeaders();
		for (int i = 0; i < headers.length; i += 2) {
			all.add(headers[i], headers[i + 1]);
		}
		return new RequestData(HttpMethod.GET, URI.create("http://stock" + path), all, new LinkedMultiValueMap<>(),
				new HashMap<>());
	}

	private static Request<?> call(String path, String... headers) {
		return new DefaultRequest<>(new RequestDataContext(data(path, headers)));
	}

	private List<String> ids(Request<?> request) {
		return ids(supplier(this.stock, null).get(request));
	}

	private static List<String> ids(Flux<List<ServiceInstance>> instances) {
		List<ServiceInstance> list = instances.blockFirst();
		assertThat(list).isNotNull();
		return list.stream().map(ServiceInstance::getInstanceId).toList();
	}

}
