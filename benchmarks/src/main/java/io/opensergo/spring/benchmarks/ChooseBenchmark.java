package io.opensergo.spring.benchmarks;

import java.net.URI;
import java.time.Clock;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;

import io.opensergo.core.context.OutboundLane;
import io.opensergo.core.context.TrafficContext;
import io.opensergo.core.engine.RoutingFailures;
import io.opensergo.core.engine.RuleEngine;
import io.opensergo.core.outlier.InstanceEjection;
import io.opensergo.core.rule.Rule;
import io.opensergo.core.rule.RuleMetadata;
import io.opensergo.core.rule.VirtualWorkload;
import io.opensergo.core.rule.VirtualWorkload.OutlierDetection;
import io.opensergo.core.rule.VirtualWorkload.TrafficPolicy;
import io.opensergo.core.source.RuleSnapshot;
import io.opensergo.spring.loadbalancer.ActiveRequests;
import io.opensergo.spring.loadbalancer.CallResults;
import io.opensergo.spring.loadbalancer.InstanceLabels;
import io.opensergo.spring.loadbalancer.InstanceRouting;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

import org.springframework.beans.factory.support.DefaultListableBeanFactory;
import org.springframework.cache.CacheManager;
import org.springframework.cache.concurrent.ConcurrentMapCacheManager;
import org.springframework.cloud.client.DefaultServiceInstance;
import org.springframework.cloud.client.ServiceInstance;
import org.springframework.cloud.client.loadbalancer.CompletionContext;
import org.springframework.cloud.client.loadbalancer.CompletionContext.Status;
import org.springframework.cloud.client.loadbalancer.DefaultRequest;
import org.springframework.cloud.client.loadbalancer.Request;
import org.springframework.cloud.client.loadbalancer.RequestData;
import org.springframework.cloud.client.loadbalancer.RequestDataContext;
import org.springframework.cloud.client.loadbalancer.Response;
import org.springframework.cloud.loadbalancer.core.CachingServiceInstanceListSupplier;
import org.springframework.cloud.loadbalancer.core.RoundRobinLoadBalancer;
import org.springframework.cloud.loadbalancer.core.ServiceInstanceListSupplier;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpMethod;
import org.springframework.util.LinkedMultiValueMap;

/**
 * The choice of an instance by Spring Cloud LoadBalancer, with routing in the chain of
 * suppliers and without: the cached list of 10 instances and round robin in both. The
 * median of the samples is what a busy machine disturbs least.
 */
@BenchmarkMode({ Mode.AverageTime, Mode.SampleTime })
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 5, time = 500, timeUnit = TimeUnit.MILLISECONDS)
@Measurement(iterations = 5, time = 500, timeUnit = TimeUnit.MILLISECONDS)
@Fork(3)
@State(Scope.Thread)
public class ChooseBenchmark {

	private static final int COUNT = 10;

	/**
	 * What is called: {@code plain} has no rule and no lane, {@code lane} has 10 lanes
	 * and a request in one of them, {@code outliers} has a rule that ejects instances,
	 * and the end of the call is told.
	 */
	@Param({ "plain", "lane", "outliers" })
	String call = "plain";

	private final Request<RequestDataContext> request = new DefaultRequest<>(
			new RequestDataContext(new RequestData(HttpMethod.GET, URI.create("http://stock/items?page=1"),
					new HttpHeaders(), new LinkedMultiValueMap<>(), new HashMap<>())));

	private final RuleEngine engine = new RuleEngine(Scenario.CALLER);

	private final RoundRobinLoadBalancer stock = loadBalancer(supplier(new ConcurrentMapCacheManager()));

	private final CacheManager caches = new ConcurrentMapCacheManager();

	private final InstanceEjection<ServiceInstance> ejection = new InstanceEjection<>(
			(instance) -> instance.getHost() + ":" + instance.getPort(),
			(service) -> this.engine.current().balancing(service).outlierPolicies(), System::nanoTime,
			Clock.systemUTC(), (event) -> {
			});

	private final CallResults results = new CallResults(this.ejection, List.of());

	private final RoundRobinLoadBalancer routing = loadBalancer(new InstanceRouting(this.engine, new OutboundLane(null),
			new SplittableRandom(1), new RoutingFailures(Clock.systemUTC()), (service) -> {
			}, (service) -> null, new ActiveRequests(), () -> null, new InstanceLabels(), this.ejection)
		.decorate(supplier(this.caches), this.caches));

	/**
	 * Puts rules in force and binds the context of a request.
	 */
	@Setup
	public void prepare() {
		boolean lane = this.call.equals("lane");
		List<Rule> rules = switch (this.call) {
			case "lane" -> Scenario.lanes(COUNT);
			case "outliers" -> List.of(outlierDetection());
			default -> List.of();
		};
		this.engine.apply(new RuleSnapshot(1, rules, List.of()));
		TrafficContext.bind(lane ? TrafficContext.ofLane(Scenario.lane(COUNT - 1)) : TrafficContext.EMPTY);
	}

	/**
	 * Unbinds the context.
	 */
	@TearDown
	public void unbind() {
		TrafficContext.bind(null);
	}

	/**
	 * Spring Cloud LoadBalancer alone.
	 * @return the choice
	 */
	@Benchmark
	public Response<ServiceInstance> stock() {
		return choose(this.stock);
	}

	/**
	 * With routing.
	 * @return the choice
	 */
	@Benchmark
	@SuppressWarnings({ "rawtypes", "unchecked" })
	public Response<ServiceInstance> routing() {
		Response<ServiceInstance> response = choose(this.routing);
		this.results.onComplete(new CompletionContext<>(Status.SUCCESS, (Request) this.request, response));
		return response;
	}

	private static VirtualWorkload outlierDetection() {
		OutlierDetection outliers = new OutlierDetection(5, null, null, null, null, null, 50, null);
		return new VirtualWorkload(RuleMetadata.of("default", Scenario.SERVICE), Scenario.SERVICE, List.of(),
				new TrafficPolicy(null, outliers, null, Map.of()), List.of());
	}

	private Response<ServiceInstance> choose(RoundRobinLoadBalancer loadBalancer) {
		Response<ServiceInstance> response = Mono.from(loadBalancer.choose(this.request)).block();
		if (response == null || !response.hasServer()) {
			throw new IllegalStateException("no instance");
		}
		return response;
	}

	private static RoundRobinLoadBalancer loadBalancer(ServiceInstanceListSupplier supplier) {
		DefaultListableBeanFactory beans = new DefaultListableBeanFactory();
		beans.registerSingleton("supplier", supplier);
		return new RoundRobinLoadBalancer(beans.getBeanProvider(ServiceInstanceListSupplier.class), Scenario.SERVICE,
				0);
	}

	private static ServiceInstanceListSupplier supplier(CacheManager caches) {
		return new CachingServiceInstanceListSupplier(new FixedInstances(instances()), caches);
	}

	private static List<ServiceInstance> instances() {
		return IntStream.range(0, COUNT)
			.<ServiceInstance>mapToObj((i) -> new DefaultServiceInstance("stock-" + i, Scenario.SERVICE, "127.0.0.1",
					8080 + i, false, Scenario.instances(COUNT, COUNT).get(i)))
			.toList();
	}

	/**
	 * The registry.
	 *
	 * @param instances the instances
	 */
	private record FixedInstances(List<ServiceInstance> instances) implements ServiceInstanceListSupplier {

		@Override
		public String getServiceId() {
			return Scenario.SERVICE;
		}

		@Override
		public Flux<List<ServiceInstance>> get() {
			return Flux.just(this.instances);
		}

	}

}
