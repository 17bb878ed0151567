package io.opensergo.spring.loadbalancer;

import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;

import io.opensergo.core.balance.Balancing;
import io.opensergo.core.balance.Origin;
import io.opensergo.core.balance.Place;
import io.opensergo.core.balance.ServiceBalancing;
import io.opensergo.core.context.OutboundLane;
import io.opensergo.core.context.TrafficContext;
import io.opensergo.core.engine.CompiledRules;
import io.opensergo.core.engine.RoutingFailures;
import io.opensergo.core.engine.RuleEngine;
import io.opensergo.core.outlier.InstanceEjection;
import io.opensergo.core.route.RouteDecision;
import io.opensergo.core.route.RouteDecision.Forward;
import io.opensergo.core.route.RouteDecision.NoRoute;
import io.opensergo.core.route.RouteDecision.Otherwise;
import io.opensergo.core.route.RouteTable;
import io.opensergo.core.route.RoutedCall;
import io.opensergo.core.route.UsedDestination;
import io.opensergo.core.rule.Destination;
import io.opensergo.core.rule.HttpPolicies;
import org.jspecify.annotations.Nullable;

import org.springframework.cache.CacheManager;
import org.springframework.cloud.client.ServiceInstance;
import org.springframework.cloud.client.loadbalancer.RequestData;
import org.springframework.cloud.loadbalancer.core.ServiceInstanceListSupplier;

/**
 * What the suppliers of all services share: the rules and how to reach other services.
 * Safe for all threads.
 */
public final class InstanceRouting {

	private final RuleEngine engine;

	private final OutboundLane outboundLane;

	private final RandomGenerator random;

	private final RoutingFailures failures;

	private final Consumer<String> calledServices;

	private final Function<String, @Nullable ServiceInstanceListSupplier> suppliers;

	private final ActiveRequests activeRequests;

	private final LabeledInstances reader;

	private final Supplier<@Nullable String> zone;

	private final @Nullable InstanceEjection<ServiceInstance> ejection;

	/**
	 * Creates the shared part for an application that neither counts nor watches calls
	 * and does not know its zone.
	 * @param engine the rules
	 * @param outboundLane the lane of calls
	 * @param random the source of draws, safe for all threads
	 * @param failures where failures are counted and logged
	 * @param calledServices is told each service once, when it is called first; must not
	 * block
	 * @param suppliers finds the supplier of another service, {@code null} when there is
	 * none
	 */
	public InstanceRouting(RuleEngine engine, OutboundLane outboundLane, RandomGenerator random,
			RoutingFailures failures, Consumer<String> calledServices,
			Function<String, @Nullable ServiceInstanceListSupplier> suppliers) {
		this(engine, outboundLane, random, failures, calledServices, suppliers, new ActiveRequests(), () -> null,
				new InstanceLabels(), null);
	}

	/**
	 * Creates the shared part.
	 * @param engine the rules
	 * @param outboundLane the lane of calls
	 * @param random the source of draws, safe for all threads
	 * @param failures where failures are counted and logged
	 * @param calledServices is told each service once, when it is called first; must not
	 * block
	 * @param suppliers finds the supplier of another service, {@code null} when there is
	 * none
	 * @param activeRequests the calls that instances are busy with
	 * @param zone the zone of an application whose labels do not tell it
	 * @param labels reads the labels of instances
	 * @param ejection ejects instances that keep failing, {@code null} when none is to be
	 * ejected
	 */
	public InstanceRouting(RuleEngine engine, OutboundLane outboundLane, RandomGenerator random,
			RoutingFailures failures, Consumer<String> calledServices,
			Function<String, @Nullable ServiceInstanceListSupplier> suppliers, ActiveRequests activeRequests,
			Supplier<@Nullable String> zone, InstanceLabels labels,
			@Nullable InstanceEjection<ServiceInstance> ejection) {
		this.engine = engine;
		this.outboundLane = outboundLane;
		this.random = random;
		this.failures = failures;
		this.calledServices = calledServices;
		this.suppliers = suppliers;
		this.activeRequests = activeRequests;
		this.reader = new LabeledInstances(activeRequests, labels);
		this.zone = zone;
		this.ejection = ejection;
	}

	/**
	 * Puts routing around a supplier.
	 * @param supplier the supplier, as near to the registry as the list keeps its
	 * identity: the cache
	 * @param cacheManager manages the cache of instances, {@code null} when there is none
	 * @return the supplier with routing
	 */
	public ServiceInstanceListSupplier decorate(ServiceInstanceListSupplier supplier,
			@Nullable CacheManager cacheManager) {
		this.calledServices.accept(supplier.getServiceId());
		return new RoutingServiceInstanceListSupplier(supplier, InstanceCache.behind(supplier, cacheManager), this);
	}

	LabeledInstances reader() {
		return this.reader;
	}

	CompiledRules rules() {
		return this.engine.current();
	}

	RoutingFailures failures() {
		return this.failures;
	}

	@Nullable RoutingServiceInstanceListSupplier supplierOf(String serviceId) {
		ServiceInstanceListSupplier outermost = this.suppliers.apply(serviceId);
		return (outermost != null) ? SupplierChain.find(outermost, RoutingServiceInstanceListSupplier.class) : null;
	}

	/**
	 * Applies the policies of a service to its instances.
	 * @return the applied policies, {@code null} when there are none
	 */
	@Nullable Balancing<ServiceInstance> balancing(ServiceBalancing policies, String serviceId, List<ServiceInstance> instances,
			@Nullable Balancing<ServiceInstance> previous) {
		this.activeRequests.track(serviceId, policies.countsRequests() ? instances : List.of());
		InstanceEjection<ServiceInstance> ejection = this.ejection;
		if (ejection != null) {
			ejection.refresh(serviceId);
		}
		if (policies == ServiceBalancing.NONE) {
			return null;
		}
		Map<String, String> labels = this.engine.caller().labels();
		Origin origin = new Origin(Place.of(labels).withDefaultZone(this.zone.get()), labels);
		if (policies.needsPlace() && origin.place().isUnknown()) {
			this.failures.notApplied(serviceId, "localityLbSetting", "the place of this application is not known",
					"set opensergo.workload.labels.region and opensergo.workload.labels.zone");
		}
		return Balancing.of(policies, this.reader, origin, this.random,
				(ejection != null) ? (destination, policy) -> ejection.detector(serviceId, destination, policy) : null,
				previous);
	}

	/**
	 * The destinations of a call.
	 * @param rules the rules in force
	 * @param serviceId the called service
	 * @param data what is known of the call
	 * @param lane the lane of the call, {@code null} for none
	 * @param context the context of the call, {@code null} when no request is served
	 * @return the destinations
	 */
	CandidateDestinations candidates(CompiledRules rules, String serviceId, @Nullable RequestData data,
			@Nullable String lane, @Nullable TrafficContext context) {
		ClientRouteRequest request = new ClientRouteRequest(serviceId, data, lane,
				(context != null) ? context.carried() : Map.of());
		RoutedCall taken = takenBefore(data);
		RouteTable table = rules.routes((taken != null) ? taken.service() : serviceId);
		RouteDecision decision = (taken != null) ? taken.decision() : table.decide(request, this.random);
		Forward first = forward(serviceId, decision);
		if (first == null) {
			return CandidateDestinations.NONE;
		}
		if (taken == null && isBaseline(first)) {
			return CandidateDestinations.BASELINE;
		}
		if (first.otherwise() != Otherwise.ROUTES_WITHOUT_LANE) {
			return new CandidateDestinations(first, null);
		}
		RouteDecision second = (taken != null) ? taken.withoutLane() : null;
		if (second == null) {
			second = table.decideWithoutLane(request, this.random);
		}
		return new CandidateDestinations(first, forward(serviceId, second));
	}

	/**
	 * The destinations of all calls in a lane, where nothing but the lane matters.
	 * @param rules the rules in force
	 * @param serviceId the called service
	 * @param lane the lane, {@code null} for none
	 * @return the destinations, {@code null} where each call has to be asked
	 */
	@Nullable CandidateDestinations candidatesByLane(CompiledRules rules, String serviceId, @Nullable String lane) {
		RouteTable table = rules.routes(serviceId);
		if (!(table.decideByTag(lane) instanceof Forward first)) {
			return null;
		}
		if (isBaseline(first)) {
			return CandidateDestinations.BASELINE;
		}
		boolean goesOn = first.otherwise() == Otherwise.ROUTES_WITHOUT_LANE;
		return new CandidateDestinations(first,
				(goesOn && table.decideByTag(null) instanceof Forward second) ? second : null);
	}

	private static boolean isBaseline(Forward forward) {
		return forward.rule() == null && forward.lane() == null;
	}

	@Nullable String laneOf(@Nullable RequestData data, @Nullable TrafficContext context) {
		return ClientRouteRequest.laneOf(data, this.outboundLane.of(context));
	}

	static boolean isRouted(@Nullable RequestData data) {
		return takenBefore(data) != null;
	}

	/**
	 * Tells whoever took the decision which destination had instances.
	 */
	static void used(Destination destination, @Nullable RequestData data) {
		if (data != null && data.getAttributes() != null
				&& data.getAttributes().get(UsedDestination.ATTRIBUTE) instanceof UsedDestination used) {
			used.use(destination);
		}
	}

	private static @Nullable RoutedCall takenBefore(@Nullable RequestData data) {
		return (data != null && data.getAttributes() != null
				&& data.getAttributes().get(RoutedCall.ATTRIBUTE) instanceof RoutedCall call) ? call : null;
	}

	private @Nullable Forward forward(String serviceId, RouteDecision decision) {
		if (decision instanceof Forward forward) {
			return forward;
		}
		if (decision instanceof NoRoute) {
			return null;
		}
		this.failures.notHonored(serviceId, decision);
		return new Forward(decision.rule(), decision.route(), List.of(), Destination.of(serviceId), null,
				Otherwise.NO_INSTANCE, HttpPolicies.NONE, decision.reason());
	}

}
