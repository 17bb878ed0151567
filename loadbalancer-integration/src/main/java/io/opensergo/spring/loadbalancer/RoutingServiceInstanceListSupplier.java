package io.opensergo.spring.loadbalancer;

import java.util.List;

import io.opensergo.core.balance.BalancedRequest;
import io.opensergo.core.balance.Balancing;
import io.opensergo.core.balance.ServiceBalancing;
import io.opensergo.core.balance.Target;
import io.opensergo.core.context.TrafficContext;
import io.opensergo.core.engine.CompiledRules;
import io.opensergo.core.route.RouteDecision.Forward;
import io.opensergo.core.rule.Destination;
import io.opensergo.core.workload.SubsetIndex;
import io.opensergo.spring.loadbalancer.CandidateDestinations.Candidate;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

import org.springframework.cloud.client.ServiceInstance;
import org.springframework.cloud.client.loadbalancer.Request;
import org.springframework.cloud.loadbalancer.core.DelegatingServiceInstanceListSupplier;
import org.springframework.cloud.loadbalancer.core.ServiceInstanceListSupplier;

/**
 * Hands the load balancer the instances that the rules name for a call. It stands right
 * after the cache of the instance list, so that the list keeps its identity from call to
 * call and is split by subset only when it or the rules change.
 *
 * <p>
 * When the engine fails, the list goes through unchanged and the failure is counted; only
 * a strict lane refuses.
 */
public final class RoutingServiceInstanceListSupplier extends DelegatingServiceInstanceListSupplier {

	private final InstanceRouting routing;

	private final String serviceId;

	private volatile @Nullable IndexedInstances indexed;

	private volatile @Nullable Baseline baseline;

	RoutingServiceInstanceListSupplier(ServiceInstanceListSupplier delegate, InstanceRouting routing) {
		super(delegate);
		this.routing = routing;
		this.serviceId = delegate.getServiceId();
	}

	@Override
	public Flux<List<ServiceInstance>> get() {
		return route(null);
	}

	@Override
	public Flux<List<ServiceInstance>> get(@SuppressWarnings("rawtypes") Request request) {
		return route(request);
	}

	/**
	 * The context is read here and not where the list arrives: a list that is not in the
	 * cache arrives on another thread.
	 */
	private Flux<List<ServiceInstance>> route(@Nullable Request<?> request) {
		TrafficContext context = TrafficContext.currentOrNull();
		if (context != null) {
			return route(request, context);
		}
		return Flux.deferContextual(
				(view) -> route(request, view.<TrafficContext>getOrDefault(TrafficContext.CARRIER_KEY, null)));
	}

	private Flux<List<ServiceInstance>> route(@Nullable Request<?> request, @Nullable TrafficContext context) {
		CompiledRules rules = this.routing.rules();
		CandidateDestinations candidates;
		try {
			candidates = this.routing.candidates(rules, this.serviceId, ClientRouteRequest.dataOf(request), context);
		}
		catch (RuntimeException ex) {
			this.routing.failures().failed(this.serviceId, ex);
			return instances(request);
		}
		FailedInstance failed = FailedInstance.of(request);
		if (candidates == CandidateDestinations.BASELINE) {
			return baseline(rules, request, failed);
		}
		if (candidates.stayAt(this.serviceId)) {
			return instances(request).map((instances) -> select(rules, instances, candidates, request, failed));
		}
		Mono<List<ServiceInstance>> selected = select(rules, request, candidates, failed);
		if (failed != FailedInstance.NONE) {
			selected = selected.switchIfEmpty(select(rules, request, candidates, FailedInstance.NONE));
		}
		return selected.defaultIfEmpty(List.of())
			.onErrorResume(RuntimeException.class, (ex) -> failOpen(request, candidates, ex))
			.flux();
	}

	private Mono<List<ServiceInstance>> failOpen(@Nullable Request<?> request, CandidateDestinations candidates,
			RuntimeException failure) {
		this.routing.failures().failed(this.serviceId, failure);
		return candidates.areStrict() ? Mono.just(List.of()) : instances(request).next();
	}

	/**
	 * What most calls get. A cache of the instance list returns the same publisher to
	 * each call, and then so do we, unless a policy looks at each call.
	 */
	private Flux<List<ServiceInstance>> baseline(CompiledRules rules, @Nullable Request<?> request,
			FailedInstance failed) {
		Flux<List<ServiceInstance>> instances = instances(request);
		Baseline known = this.baseline;
		if (failed == FailedInstance.NONE && known != null && known.isOf(rules, instances)) {
			return known.selected();
		}
		if (policies(rules) != ServiceBalancing.NONE) {
			return instances.map((list) -> baseline(rules, list, request, failed));
		}
		Flux<List<ServiceInstance>> selected = instances.map((list) -> baseline(rules, list, null, failed));
		if (failed == FailedInstance.NONE && (known == null || known.rules() != rules)) {
			this.baseline = new Baseline(rules, instances, selected);
		}
		return selected;
	}

	private List<ServiceInstance> baseline(CompiledRules rules, List<ServiceInstance> instances,
			@Nullable Request<?> request, FailedInstance failed) {
		try {
			IndexedInstances indexed = index(rules, instances);
			List<ServiceInstance> selected = select(indexed, null, null, null, request, failed);
			return (selected.isEmpty() && failed != FailedInstance.NONE)
					? select(indexed, null, null, null, request, FailedInstance.NONE) : selected;
		}
		catch (RuntimeException ex) {
			this.routing.failures().failed(this.serviceId, ex);
			return instances;
		}
	}

	private ServiceBalancing policies(CompiledRules rules) {
		IndexedInstances known = this.indexed;
		return (known != null && known.rules() == rules) ? known.policies() : rules.balancing(this.serviceId);
	}

	private Flux<List<ServiceInstance>> instances(@Nullable Request<?> request) {
		return (request != null) ? getDelegate().get(request) : getDelegate().get();
	}

	/**
	 * When there is nothing but the instance that failed, it gets another chance.
	 */
	private List<ServiceInstance> select(CompiledRules rules, List<ServiceInstance> instances,
			CandidateDestinations candidates, @Nullable Request<?> request, FailedInstance failed) {
		try {
			IndexedInstances indexed = index(rules, instances);
			List<ServiceInstance> selected = select(indexed, candidates, request, failed);
			return (selected.isEmpty() && failed != FailedInstance.NONE)
					? select(indexed, candidates, request, FailedInstance.NONE) : selected;
		}
		catch (RuntimeException ex) {
			this.routing.failures().failed(this.serviceId, ex);
			return candidates.areStrict() ? List.of() : instances;
		}
	}

	private List<ServiceInstance> select(IndexedInstances indexed, CandidateDestinations candidates,
			@Nullable Request<?> request, FailedInstance failed) {
		List<ServiceInstance> selected = select(indexed, candidates.first(), request, failed);
		return selected.isEmpty() ? select(indexed, candidates.second(), request, failed) : selected;
	}

	private List<ServiceInstance> select(IndexedInstances indexed, @Nullable Forward forward,
			@Nullable Request<?> request, FailedInstance failed) {
		if (forward == null) {
			return List.of();
		}
		Destination destination = forward.chosen();
		List<ServiceInstance> selected = select(indexed, destination.subset(), forward.lane(), destination.port(),
				request, failed);
		while (selected.isEmpty() && destination.fallback() != null) {
			destination = destination.fallback();
			selected = select(indexed, destination.subset(), null, destination.port(), request, failed);
		}
		return selected;
	}

	private Mono<List<ServiceInstance>> select(CompiledRules rules, @Nullable Request<?> request,
			CandidateDestinations candidates, FailedInstance failed) {
		return Flux.fromIterable(candidates.all())
			.concatMap((candidate) -> select(rules, request, candidate, failed))
			.filter((instances) -> !instances.isEmpty())
			.next();
	}

	private Mono<List<ServiceInstance>> select(CompiledRules rules, @Nullable Request<?> request, Candidate candidate,
			FailedInstance failed) {
		RoutingServiceInstanceListSupplier supplier = candidate.service().equalsIgnoreCase(this.serviceId) ? this
				: this.routing.supplierOf(candidate.service());
		if (supplier == null) {
			return Mono.empty();
		}
		return supplier.instances(request)
			.next()
			.map((instances) -> supplier.select(supplier.index(rules, instances), candidate.subset(), candidate.lane(),
					candidate.port(), request, failed));
	}

	/**
	 * The instances of one destination, or those of them that its policy chooses.
	 */
	private List<ServiceInstance> select(IndexedInstances indexed, @Nullable String subset, @Nullable String lane,
			@Nullable Integer port, @Nullable Request<?> request, FailedInstance failed) {
		List<ServiceInstance> instances = (lane != null) ? indexed.index().lane(lane)
				: indexed.index().instances(subset);
		Balancing<ServiceInstance> balancing = indexed.balancing();
		if (balancing == null) {
			return failed.removedFrom(instances);
		}
		Target target = new Target((lane != null) ? null : subset, lane, port);
		BalancedRequest call = ClientRouteRequest.of(this.serviceId, ClientRouteRequest.dataOf(request), null);
		if (indexed.policies().hashesClientAddress() && call.clientAddress() == null) {
			this.routing.failures()
				.notApplied(this.serviceId, "useSourceIp", "the address of the client is not known here",
						"call the service through Spring Cloud Gateway, or hash a header");
		}
		return balancing.choose(target, instances, call, failed.instance());
	}

	private IndexedInstances index(CompiledRules rules, List<ServiceInstance> instances) {
		IndexedInstances known = this.indexed;
		if (known == null || known.instances() != instances || known.rules() != rules) {
			ServiceBalancing policies = rules.balancing(this.serviceId);
			known = new IndexedInstances(instances, rules,
					SubsetIndex.of(instances, InstanceLabels::of, rules.subsets(this.serviceId)), policies, this.routing
						.balancing(policies, this.serviceId, instances, (known != null) ? known.balancing() : null));
			this.indexed = known;
		}
		return known;
	}

	/**
	 * The publisher of the baseline and what it was made of. A delegate that makes a
	 * publisher per call is not remembered beyond its first one.
	 */
	private record Baseline(CompiledRules rules, Flux<List<ServiceInstance>> instances,
			Flux<List<ServiceInstance>> selected) {

		boolean isOf(CompiledRules rules, Flux<List<ServiceInstance>> instances) {
			return this.rules == rules && this.instances == instances;
		}

	}

	/**
	 * An index and what it was made of. List and rules are compared by identity.
	 */
	private record IndexedInstances(List<ServiceInstance> instances, CompiledRules rules,
			SubsetIndex<ServiceInstance> index, ServiceBalancing policies,
			@Nullable Balancing<ServiceInstance> balancing) {
	}

}
