package io.opensergo.core.balance;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import io.opensergo.core.route.RequestPort;
import io.opensergo.core.outlier.OutlierPolicy;
import io.opensergo.core.rule.VirtualWorkload;
import io.opensergo.core.rule.VirtualWorkload.TrafficPolicy;
import org.jspecify.annotations.Nullable;

/**
 * The policies of one service by subset and port. Immutable.
 *
 * <p>
 * As in Istio, each block of a subset's policy replaces that of the host, and the
 * settings of a port replace all blocks, those that they do not mention too.
 */
public final class ServiceBalancing {

	/**
	 * No policy: the choice is the application's.
	 */
	public static final ServiceBalancing NONE = new ServiceBalancing(PortPolicies.of(null, null), Map.of());

	private final PortPolicies host;

	private final Map<String, PortPolicies> subsets;

	private final boolean ports;

	private final boolean clientAddress;

	private ServiceBalancing(PortPolicies host, Map<String, PortPolicies> subsets) {
		this.host = host;
		this.subsets = Map.copyOf(subsets);
		this.ports = Stream.concat(Stream.of(host), subsets.values().stream())
			.anyMatch((policies) -> !policies.ports().isEmpty());
		this.clientAddress = any(BalancePolicy::hashesClientAddress);
	}

	/**
	 * The policies of one service.
	 * @param workloads the VirtualWorkloads of the service; the first one that has a
	 * policy, and the first subset of a name, count
	 * @return the policies, {@link #NONE} when none decides
	 */
	public static ServiceBalancing of(List<VirtualWorkload> workloads) {
		TrafficPolicy host = workloads.stream()
			.map(VirtualWorkload::trafficPolicy)
			.filter(Objects::nonNull)
			.findFirst()
			.orElse(null);
		Map<String, PortPolicies> subsets = new HashMap<>();
		workloads.stream()
			.flatMap((workload) -> workload.subsets().stream())
			.forEach((subset) -> subsets.putIfAbsent(subset.name(), PortPolicies.of(host, subset.trafficPolicy())));
		ServiceBalancing balancing = new ServiceBalancing(PortPolicies.of(host, null), subsets);
		return balancing.any((policy) -> true) ? balancing : NONE;
	}

	/**
	 * The policy of a target.
	 * @return the policy, {@code null} when the choice is the application's
	 */
	@Nullable BalancePolicy policy(Target target) {
		String name = target.policyName();
		PortPolicies own = (name != null) ? this.subsets.get(name) : null;
		return ((own != null) ? own : this.host).at(target.port());
	}

	/**
	 * The target with the port that decides on its policy, without one when none does.
	 */
	Target withPort(Target target, BalancedRequest request) {
		if (!this.ports) {
			return (target.port() != null) ? new Target(target.subset(), target.lane(), null) : target;
		}
		Integer port = (target.port() != null) ? target.port() : Integer.valueOf(RequestPort.of(request));
		boolean known = Stream.concat(Stream.of(this.host), this.subsets.values().stream())
			.anyMatch((policies) -> policies.ports().contains(port));
		return new Target(target.subset(), target.lane(), known ? port : null);
	}

	/**
	 * Whether a policy compares the places of caller and instances.
	 * @return {@code true} when one does
	 */
	public boolean needsPlace() {
		return any(BalancePolicy::needsPlace);
	}

	/**
	 * Whether a policy takes the address of the client as the key of a hash.
	 * @return {@code true} when one does
	 */
	public boolean hashesClientAddress() {
		return this.clientAddress;
	}

	/**
	 * Whether a policy asks how busy instances are.
	 * @return {@code true} when one does
	 */
	public boolean countsRequests() {
		return any(BalancePolicy::countsRequests);
	}

	/**
	 * The policies that eject instances.
	 * @return the policies, empty when none ejects
	 */
	public Set<OutlierPolicy> outlierPolicies() {
		return Stream.concat(Stream.of(this.host), this.subsets.values().stream())
			.flatMap(PortPolicies::all)
			.map(BalancePolicy::outliers)
			.filter(Objects::nonNull)
			.collect(Collectors.toUnmodifiableSet());
	}

	private boolean any(Predicate<BalancePolicy> condition) {
		return Stream.concat(Stream.of(this.host), this.subsets.values().stream())
			.flatMap(PortPolicies::all)
			.anyMatch(condition);
	}

}
