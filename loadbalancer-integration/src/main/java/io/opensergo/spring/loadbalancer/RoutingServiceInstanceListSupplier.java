package io.opensergo.spring.loadbalancer;

import java.util.List;

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
			return baseline(rules, instances(request), failed);
		}
		if (candidates.stayAt(this.serviceId)) {
			return instances(request).map((instances) -> select(rules, instances, candidates, failed));
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
	 * each call, and then so do we.
	 */
	private Flux<List<ServiceInstance>> baseline(CompiledRules rules, Flux<List<ServiceInstance>> instances,
			FailedInstance failed) {
		Baseline known = this.baseline;
		if (failed == FailedInstance.NONE && known != null && known.isOf(rules, instances)) {
			return known.selected();
		}
		Flux<List<ServiceInstance>> selected = instances.map((list) -> baseline(rules, list, failed));
		if (failed == FailedInstance.NONE && (known == null || known.rules() != rules)) {
			this.baseline = new Baseline(rules, instances, selected);
		}
		return selected;
	}

	private List<ServiceInstance> baseline(CompiledRules rules, List<ServiceInstance> instances,
			FailedInstance failed) {
		try {
			List<ServiceInstance> all = index(rules, instances).instances(null);
			List<ServiceInstance> others = failed.removedFrom(all);
			return others.isEmpty() ? all : others;
		}
		catch (RuntimeException ex) {
			this.routing.failures().failed(this.serviceId, ex);
			return instances;
		}
	}

	private Flux<List<ServiceInstance>> instances(@Nullable Request<?> request) {
		return (request != null) ? getDelegate().get(request) : getDelegate().get();
	}

	/**
	 * When there is nothing but the instance that failed, it gets another chance.
	 */
	private List<ServiceInstance> select(CompiledRules rules, List<ServiceInstance> instances,
			CandidateDestinations candidates, FailedInstance failed) {
		try {
			SubsetIndex<ServiceInstance> index = index(rules, instances);
			List<ServiceInstance> selected = select(index, candidates, failed);
			return (selected.isEmpty() && failed != FailedInstance.NONE)
					? select(index, candidates, FailedInstance.NONE) : selected;
		}
		catch (RuntimeException ex) {
			this.routing.failures().failed(this.serviceId, ex);
			return candidates.areStrict() ? List.of() : instances;
		}
	}

	private static List<ServiceInstance> select(SubsetIndex<ServiceInstance> index, CandidateDestinations candidates,
			FailedInstance failed) {
		List<ServiceInstance> selected = select(index, candidates.first(), failed);
		return selected.isEmpty() ? select(index, candidates.second(), failed) : selected;
	}

	private static List<ServiceInstance> select(SubsetIndex<ServiceInstance> index, @Nullable Forward forward,
			FailedInstance failed) {
		if (forward == null) {
			return List.of();
		}
		Destination destination = forward.chosen();
		List<ServiceInstance> selected = failed.removedFrom(select(index, destination.subset(), forward.lane()));
		while (selected.isEmpty() && destination.fallback() != null) {
			destination = destination.fallback();
			selected = failed.removedFrom(select(index, destination.subset(), null));
		}
		return selected;
	}

	private Mono<List<ServiceInstance>> select(CompiledRules rules, @Nullable Request<?> request,
			CandidateDestinations candidates, FailedInstance failed) {
		return Flux.fromIterable(candidates.all())
			.concatMap((candidate) -> select(rules, request, candidate).map(failed::removedFrom))
			.filter((instances) -> !instances.isEmpty())
			.next();
	}

	private Mono<List<ServiceInstance>> select(CompiledRules rules, @Nullable Request<?> request, Candidate candidate) {
		RoutingServiceInstanceListSupplier supplier = candidate.service().equalsIgnoreCase(this.serviceId) ? this
				: this.routing.supplierOf(candidate.service());
		if (supplier == null) {
			return Mono.empty();
		}
		return supplier.instances(request)
			.next()
			.map((instances) -> select(supplier.index(rules, instances), candidate.subset(), candidate.lane()));
	}

	private static List<ServiceInstance> select(SubsetIndex<ServiceInstance> index, @Nullable String subset,
			@Nullable String lane) {
		return (lane != null) ? index.lane(lane) : index.instances(subset);
	}

	private SubsetIndex<ServiceInstance> index(CompiledRules rules, List<ServiceInstance> instances) {
		IndexedInstances known = this.indexed;
		if (known == null || known.instances() != instances || known.rules() != rules) {
			known = new IndexedInstances(instances, rules,
					SubsetIndex.of(instances, InstanceLabels::of, rules.subsets(this.serviceId)));
			this.indexed = known;
		}
		return known.index();
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
	 * An index and what it was made of. Both are compared by identity.
	 */
	private record IndexedInstances(List<ServiceInstance> instances, CompiledRules rules,
			SubsetIndex<ServiceInstance> index) {
	}

}
