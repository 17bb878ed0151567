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
import org.springframework.cloud.client.loadbalancer.RequestData;
import org.springframework.cloud.loadbalancer.core.DelegatingServiceInstanceListSupplier;
import org.springframework.cloud.loadbalancer.core.ServiceInstanceListSupplier;

/**
 * Hands the load balancer the instances that the rules name for a call. It stands right
 * after the cache of the instance list, so that the list keeps its identity from call to
 * call and is split by subset only when it or the rules change. A list that is in the
 * cache is read from there; for another one the delegate is asked, which fills the cache.
 *
 * <p>
 * When the engine fails, the list goes through unchanged and the failure is counted; only
 * a strict lane refuses.
 */
public final class RoutingServiceInstanceListSupplier extends DelegatingServiceInstanceListSupplier {

	private final InstanceCache cache;

	private final InstanceRouting routing;

	private final String serviceId;

	private volatile @Nullable IndexedInstances indexed;

	private volatile @Nullable LaneSelections laneSelections;

	RoutingServiceInstanceListSupplier(ServiceInstanceListSupplier delegate, InstanceCache cache,
			InstanceRouting routing) {
		super(delegate);
		this.cache = cache;
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
		try {
			return route(this.routing.rules(), request, context, this.cache.instances());
		}
		catch (RuntimeException ex) {
			this.routing.failures().failed(this.serviceId, ex);
			return instances(request);
		}
	}

	private Flux<List<ServiceInstance>> route(CompiledRules rules, @Nullable Request<?> request,
			@Nullable TrafficContext context, @Nullable List<ServiceInstance> cached) {
		RequestData data = ClientRouteRequest.dataOf(request);
		String lane = this.routing.laneOf(data, context);
		FailedInstance failed = FailedInstance.of(request);
		if (cached != null && failed == FailedInstance.NONE && !InstanceRouting.isRouted(data)) {
			Flux<List<ServiceInstance>> ofLane = ofLane(rules, cached, lane);
			if (ofLane != null) {
				return ofLane;
			}
		}
		CandidateDestinations candidates = this.routing.candidates(rules, this.serviceId, data, lane, context);
		ServiceCall call = ServiceCall.of(request, context);
		if (candidates.stayAt(this.serviceId)) {
			return (cached != null) ? Flux.just(select(rules, cached, candidates, call, failed))
					: instances(request).map((list) -> select(rules, list, candidates, call, failed));
		}
		Mono<List<ServiceInstance>> selected = select(rules, call, candidates, failed);
		if (failed != FailedInstance.NONE) {
			selected = selected.switchIfEmpty(select(rules, call, candidates, FailedInstance.NONE));
		}
		return selected.defaultIfEmpty(List.of())
			.onErrorResume(RuntimeException.class, (ex) -> failOpen(request, candidates, ex))
			.flux();
	}

	/**
	 * What fails here fails again when the call itself is asked, and is counted then.
	 */
	private @Nullable Flux<List<ServiceInstance>> ofLane(CompiledRules rules, List<ServiceInstance> instances,
			@Nullable String lane) {
		try {
			return selections(rules, instances).of(lane);
		}
		catch (RuntimeException ex) {
			return null;
		}
	}

	private LaneSelections selections(CompiledRules rules, List<ServiceInstance> instances) {
		LaneSelections known = this.laneSelections;
		if (known == null || !known.areOf(rules, instances)) {
			boolean looksAtCalls = rules.balancing(this.serviceId) != ServiceBalancing.NONE;
			known = new LaneSelections(rules, instances,
					(lane) -> looksAtCalls ? null : select(rules, instances, lane));
			this.laneSelections = known;
		}
		return known;
	}

	private @Nullable List<ServiceInstance> select(CompiledRules rules, List<ServiceInstance> instances,
			@Nullable String lane) {
		CandidateDestinations candidates = this.routing.candidatesByLane(rules, this.serviceId, lane);
		return (candidates != null) ? select(index(rules, instances), candidates, ServiceCall.NONE, FailedInstance.NONE)
				: null;
	}

	private Mono<List<ServiceInstance>> failOpen(@Nullable Request<?> request, CandidateDestinations candidates,
			RuntimeException failure) {
		this.routing.failures().failed(this.serviceId, failure);
		return candidates.areStrict() ? Mono.just(List.of()) : instances(request).next();
	}

	private Flux<List<ServiceInstance>> instances(@Nullable Request<?> request) {
		return (request != null) ? getDelegate().get(request) : getDelegate().get();
	}

	/**
	 * When there is nothing but the instance that failed, it gets another chance.
	 */
	private List<ServiceInstance> select(CompiledRules rules, List<ServiceInstance> instances,
			CandidateDestinations candidates, ServiceCall call, FailedInstance failed) {
		try {
			IndexedInstances indexed = index(rules, instances);
			List<ServiceInstance> selected = select(indexed, candidates, call, failed);
			return (selected.isEmpty() && failed != FailedInstance.NONE)
					? select(indexed, candidates, call, FailedInstance.NONE) : selected;
		}
		catch (RuntimeException ex) {
			this.routing.failures().failed(this.serviceId, ex);
			return candidates.areStrict() ? List.of() : instances;
		}
	}

	private List<ServiceInstance> select(IndexedInstances indexed, CandidateDestinations candidates, ServiceCall call,
			FailedInstance failed) {
		if (candidates == CandidateDestinations.BASELINE) {
			return select(indexed, null, null, null, call, failed);
		}
		List<ServiceInstance> selected = select(indexed, candidates.first(), call, failed);
		return selected.isEmpty() ? select(indexed, candidates.second(), call, failed) : selected;
	}

	private List<ServiceInstance> select(IndexedInstances indexed, @Nullable Forward forward, ServiceCall call,
			FailedInstance failed) {
		if (forward == null) {
			return List.of();
		}
		Destination destination = forward.chosen();
		List<ServiceInstance> selected = select(indexed, destination.subset(), forward.lane(), destination.port(), call,
				failed);
		while (selected.isEmpty() && destination.fallback() != null) {
			destination = destination.fallback();
			selected = select(indexed, destination.subset(), null, destination.port(), call, failed);
		}
		if (!selected.isEmpty()) {
			InstanceRouting.used(destination, call.data());
		}
		return selected;
	}

	private Mono<List<ServiceInstance>> select(CompiledRules rules, ServiceCall call, CandidateDestinations candidates,
			FailedInstance failed) {
		return Flux.fromIterable(candidates.all())
			.concatMap((candidate) -> select(rules, call, candidate, failed))
			.next();
	}

	private Mono<List<ServiceInstance>> select(CompiledRules rules, ServiceCall call, Candidate candidate,
			FailedInstance failed) {
		RoutingServiceInstanceListSupplier supplier = candidate.service().equalsIgnoreCase(this.serviceId) ? this
				: this.routing.supplierOf(candidate.service());
		if (supplier == null) {
			return Mono.empty();
		}
		return supplier.instances(call.request())
			.next()
			.map((instances) -> supplier.select(supplier.index(rules, instances), candidate.destination().subset(),
					candidate.lane(), candidate.destination().port(), call, failed))
			.filter((instances) -> !instances.isEmpty())
			.doOnNext((instances) -> InstanceRouting.used(candidate.destination(), call.data()));
	}

	/**
	 * The instances of one destination, or those of them that its policy chooses.
	 */
	private List<ServiceInstance> select(IndexedInstances indexed, @Nullable String subset, @Nullable String lane,
			@Nullable Integer port, ServiceCall call, FailedInstance failed) {
		List<ServiceInstance> instances = (lane != null) ? indexed.index().lane(lane)
				: indexed.index().instances(subset);
		Balancing<ServiceInstance> balancing = indexed.balancing();
		if (balancing == null) {
			return failed.removedFrom(instances);
		}
		Target target = new Target((lane != null) ? null : subset, lane, port);
		RequestData data = call.data();
		BalancedRequest hashed = new ClientRouteRequest(this.serviceId, data, ClientRouteRequest.laneOf(data, null),
				call.carried());
		if (indexed.policies().hashesClientAddress() && hashed.clientAddress() == null) {
			this.routing.failures()
				.notApplied(this.serviceId, "useSourceIp", "the address of the client is not known here",
						"call the service through Spring Cloud Gateway, or hash a header");
		}
		Object end = (call.request() != null) ? CallResults.callOf(call.request()) : null;
		List<ServiceInstance> chosen = balancing.choose(target, instances, hashed, failed.instance(), end);
		return (chosen.isEmpty() && failed.staying()) ? balancing.choose(target, instances, hashed, null, end) : chosen;
	}

	private IndexedInstances index(CompiledRules rules, List<ServiceInstance> instances) {
		IndexedInstances known = this.indexed;
		if (known == null || known.instances() != instances || known.rules() != rules) {
			ServiceBalancing policies = rules.balancing(this.serviceId);
			known = new IndexedInstances(instances, rules,
					SubsetIndex.of(instances, this.routing.reader()::labels, rules.subsets(this.serviceId)), policies,
					this.routing.balancing(policies, this.serviceId, instances,
							(known != null) ? known.balancing() : null));
			this.indexed = known;
		}
		return known;
	}

	/**
	 * An index and what it was made of. List and rules are compared by identity.
	 */
	private record IndexedInstances(List<ServiceInstance> instances, CompiledRules rules,
			SubsetIndex<ServiceInstance> index, ServiceBalancing policies,
			@Nullable Balancing<ServiceInstance> balancing) {
	}

}
