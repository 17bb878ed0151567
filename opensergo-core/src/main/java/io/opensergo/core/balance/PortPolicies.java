package io.opensergo.core.balance;

import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;

import io.opensergo.core.rule.VirtualWorkload.TrafficPolicy;
import org.jspecify.annotations.Nullable;

/**
 * The policies of the host, or of one subset, by port.
 *
 * @param general the policy of ports without settings, {@code null} for none
 * @param ports the ports with settings
 * @param byPort their policies; a port whose settings decide nothing has none
 */
record PortPolicies(@Nullable BalancePolicy general, Set<Integer> ports, Map<Integer, BalancePolicy> byPort) {

	PortPolicies {
		ports = Set.copyOf(ports);
		byPort = Map.copyOf(byPort);
	}

	/**
	 * Compiles the policies.
	 * @param host the policy of the host, {@code null} for none
	 * @param subset the policy of the subset, {@code null} for none or for the host
	 * itself
	 * @return the policies
	 */
	static PortPolicies of(@Nullable TrafficPolicy host, @Nullable TrafficPolicy subset) {
		Set<Integer> ports = new HashSet<>();
		Stream.of(portsOf(host), portsOf(subset)).forEach(ports::addAll);
		Map<Integer, BalancePolicy> byPort = new HashMap<>();
		for (Integer port : ports) {
			BalancePolicy policy = BalancePolicy.of(effective(host, subset, port));
			if (policy != null) {
				byPort.put(port, policy);
			}
		}
		return new PortPolicies(BalancePolicy.of(effective(host, subset, null)), ports, byPort);
	}

	private static Set<Integer> portsOf(@Nullable TrafficPolicy policy) {
		return (policy != null) ? policy.portLevelSettings().keySet() : Set.of();
	}

	/**
	 * As in Istio: the settings of a port replace all blocks of the policy they stand in;
	 * then each block of the subset replaces that of the host.
	 */
	private static @Nullable TrafficPolicy effective(@Nullable TrafficPolicy host, @Nullable TrafficPolicy subset,
			@Nullable Integer port) {
		TrafficPolicy base = atPort(host, port);
		TrafficPolicy own = atPort(subset, port);
		if (base == null || own == null) {
			return (own != null) ? own : base;
		}
		if (own != subset) {
			return own;
		}
		return new TrafficPolicy((own.loadBalancer() != null) ? own.loadBalancer() : base.loadBalancer(),
				(own.outlierDetection() != null) ? own.outlierDetection() : base.outlierDetection(),
				(own.connectionPool() != null) ? own.connectionPool() : base.connectionPool(), Map.of());
	}

	private static @Nullable TrafficPolicy atPort(@Nullable TrafficPolicy policy, @Nullable Integer port) {
		TrafficPolicy settings = (policy != null && port != null) ? policy.portLevelSettings().get(port) : null;
		return (settings != null) ? settings : policy;
	}

	@Nullable BalancePolicy at(@Nullable Integer port) {
		return (port != null && this.ports.contains(port)) ? this.byPort.get(port) : this.general;
	}

	Stream<BalancePolicy> all() {
		return Stream.concat(Stream.ofNullable(this.general), this.byPort.values().stream());
	}

}
