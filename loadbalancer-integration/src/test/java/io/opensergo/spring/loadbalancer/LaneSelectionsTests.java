package io.opensergo.spring.loadbalancer;

import java.net.URI;
import java.time.Clock;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.random.RandomGenerator;

import io.opensergo.core.context.OutboundLane;
import io.opensergo.core.context.TrafficContext;
import io.opensergo.core.engine.RoutingFailures;
import io.opensergo.core.engine.RuleEngine;
import io.opensergo.core.route.Caller;
import io.opensergo.core.rule.TrafficLane;
import io.opensergo.core.source.RuleSnapshot;
import io.opensergo.core.yaml.RuleReader;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import reactor.core.publisher.Flux;

import org.springframework.cache.Cache;
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
 * Tests for {@link LaneSelections} and {@link InstanceCache}: what is kept from call to
 * call, and when it is given up.
 */
class LaneSelectionsTests {

	private final ConcurrentMapCacheManager caches = new ConcurrentMapCacheManager();

	private final RuleEngine engine = new RuleEngine(Caller.of("order", "default", Map.of()));

	private final TestSupplier registry = new TestSupplier("stock").with("base", Map.of())
		.with("gray", Map.of(TrafficLane.LANE_LABEL, "gray"))
		.with("tagged", Map.of("tag", "gray"));

	private final ServiceInstanceListSupplier supplier = new InstanceRouting(this.engine, new OutboundLane(null),
			RandomGenerator.getDefault(), new RoutingFailures(Clock.systemUTC()), (service) -> {
			}, (service) -> null)
		.decorate(new CachingServiceInstanceListSupplier(this.registry, this.caches), this.caches);

	private TrafficContext.@Nullable Scope scope;

	@AfterEach
	void unbind() {
		if (this.scope != null) {
			this.scope.close();
		}
	}

	@Test
	void selectionIsKeptUntilRulesChange() {
		this.scope = TrafficContext.EMPTY.makeCurrent();
		fillCache();
		Flux<List<ServiceInstance>> first = get("/");
		assertThat(get("/other")).isSameAs(first);
		assertThat(ids(first)).containsExactly("base", "tagged");
		apply("""
				{apiVersion: traffic.opensergo.io/v1alpha1, kind: TrafficLane, metadata: {name: gray},
				 spec: {selector: {app: gateway}, instanceLabels: {tag: gray},
				        rules: {workload: {selector: {tag: gray}}, lane: {name: gray}}}}
				""");
		assertThat(ids(get("/"))).containsExactly("base");
		assertThat(get("/")).isNotSameAs(first).isSameAs(get("/"));
	}

	@Test
	void selectionIsKeptUntilTheCacheHasAnotherList() {
		this.scope = TrafficContext.ofLane("gray").makeCurrent();
		fillCache();
		Flux<List<ServiceInstance>> first = get("/");
		assertThat(get("/")).isSameAs(first);
		this.registry.with("gray-2", Map.of(TrafficLane.LANE_LABEL, "gray"));
		assertThat(ids(get("/"))).containsExactly("gray");
		cache().clear();
		assertThat(ids(get("/"))).containsExactly("gray", "gray-2");
		assertThat(ids(get("/"))).containsExactly("gray", "gray-2");
	}

	@Test
	void selectionIsKeptPerLane() {
		this.scope = TrafficContext.ofLane("gray").makeCurrent();
		fillCache();
		Flux<List<ServiceInstance>> gray = get("/");
		assertThat(ids(get("/", TrafficLane.DEFAULT_TRAFFIC_HEADER, "blue"))).containsExactly("base", "tagged");
		assertThat(get("/")).isSameAs(gray);
		assertThat(ids(gray)).containsExactly("gray");
	}

	@Test
	void selectionIsMadeForEachCallWhenARouteAsksForMore() {
		this.scope = TrafficContext.EMPTY.makeCurrent();
		fillCache();
		apply("""
				{apiVersion: traffic.opensergo.io/v1alpha1, kind: TrafficRouter, metadata: {name: stock},
				 spec: {hosts: [stock], http: [
				   {match: [{uri: {prefix: /tagged}}], route: [{destination: {host: stock, subset: tagged}}]},
				   {route: [{destination: {host: stock}}]}]}}
				---
				{apiVersion: traffic.opensergo.io/v1alpha1, kind: VirtualWorkload, metadata: {name: stock},
				 spec: {host: stock, subsets: [{name: tagged, labels: {tag: gray}}]}}
				""");
		assertThat(ids(get("/tagged"))).containsExactly("tagged");
		assertThat(ids(get("/"))).containsExactly("base", "tagged");
	}

	@Test
	void cacheOfAnotherSupplierIsNotRead() {
		fillCache();
		assertThat(InstanceCache.behind(this.registry, this.caches)).isSameAs(InstanceCache.NONE);
		assertThat(InstanceCache.behind(this.supplier, this.caches)).isSameAs(InstanceCache.NONE);
		assertThat(InstanceCache.NONE.instances()).isNull();
	}

	private void fillCache() {
		get("/").blockFirst();
	}

	private Cache cache() {
		Cache cache = this.caches.getCache(CachingServiceInstanceListSupplier.SERVICE_INSTANCE_CACHE_NAME);
		assertThat(cache).isNotNull();
		return cache;
	}

	private Flux<List<ServiceInstance>> get(String path, String... headers) {
		HttpHeaders all = new HttpHeaders();
		for (int i = 0; i < headers.length; i += 2) {
			all.add(headers[i], headers[i + 1]);
		}
		Request<?> request = new DefaultRequest<>(new RequestDataContext(new RequestData(HttpMethod.GET,
				URI.create("http://stock" + path), all, new LinkedMultiValueMap<>(), new HashMap<>())));
		return this.supplier.get(request);
	}

	private void apply(String yaml) {
		this.engine.apply(new RuleSnapshot(1, new RuleReader("default").read("test.yaml", yaml).rules(), List.of()));
	}

	private static List<String> ids(Flux<List<ServiceInstance>> instances) {
		List<ServiceInstance> list = instances.blockFirst();
		assertThat(list).isNotNull();
		return list.stream().map(ServiceInstance::getInstanceId).toList();
	}

}
