package io.opensergo.core.balance;

import io.opensergo.core.outlier.OutlierPolicy;
import io.opensergo.core.rule.VirtualWorkload.ConsistentHash;
import io.opensergo.core.rule.VirtualWorkload.LoadBalancer;
import io.opensergo.core.rule.VirtualWorkload.Locality;
import io.opensergo.core.rule.VirtualWorkload.Simple;
import io.opensergo.core.rule.VirtualWorkload.TrafficPolicy;
import org.jspecify.annotations.Nullable;

/**
 * What a traffic policy says about the choice among the instances of one destination:
 * first which of them fail, then the places, then the algorithm. A part that is
 * {@code null} leaves the choice to the load balancer of the application.
 *
 * @param algorithm the algorithm
 * @param locality the preference by place
 * @param failover whether places may fail over: outlier detection is set, as Istio wants
 * @param outliers when instances are ejected
 */
record BalancePolicy(@Nullable Algorithm algorithm, @Nullable Locality locality, boolean failover,
		@Nullable OutlierPolicy outliers) {

	/**
	 * The policy of a destination.
	 * @param policy the traffic policy of the destination, {@code null} for none
	 * @return the policy, {@code null} when it leaves the choice to the application
	 */
	static @Nullable BalancePolicy of(@Nullable TrafficPolicy policy) {
		if (policy == null) {
			return null;
		}
		LoadBalancer balancer = policy.loadBalancer();
		Algorithm algorithm = (balancer != null) ? Algorithm.of(balancer) : null;
		boolean failover = policy.outlierDetection() != null;
		Locality locality = (balancer != null) ? effective(balancer.locality(), failover) : null;
		OutlierPolicy outliers = OutlierPolicy.of(policy.outlierDetection());
		return (algorithm != null || locality != null || outliers != null)
				? new BalancePolicy(algorithm, locality, failover, outliers) : null;
	}

	/**
	 * A setting that is switched off, or that could only fail over and must not, does
	 * nothing.
	 */
	private static @Nullable Locality effective(@Nullable Locality locality, boolean failover) {
		if (locality == null || Boolean.FALSE.equals(locality.enabled())) {
			return null;
		}
		return (!locality.distribute().isEmpty() || failover) ? locality : null;
	}

	/**
	 * Whether the policy does nothing when the place of the caller is not known.
	 * @return {@code true} when it compares the places of caller and instance
	 */
	boolean needsPlace() {
		return this.locality != null
				&& (this.locality.failoverPriority().isEmpty() || !this.locality.failover().isEmpty());
	}

	/**
	 * Whether the key of the hash is the address of the client.
	 * @return {@code true} when it is
	 */
	boolean hashesClientAddress() {
		return this.algorithm instanceof Hash hash && hash.key() instanceof HashKeySource.ClientAddress;
	}

	/**
	 * Whether the algorithm asks how busy instances are.
	 * @return {@code true} when it does
	 */
	boolean countsRequests() {
		return this.algorithm == Keyless.LEAST_REQUEST;
	}

	@Nullable String keyOf(BalancedRequest request) {
		return (this.algorithm instanceof Hash hash) ? hash.key().keyOf(request) : null;
	}

	/**
	 * An algorithm as a rule asks for it.
	 */
	sealed interface Algorithm {

		static @Nullable Algorithm of(LoadBalancer balancer) {
			ConsistentHash hash = balancer.consistentHash();
			if (hash != null) {
				HashKeySource key = HashKeySource.of(hash);
				return (key != null) ? new Hash(key, hash.minimumRingSize(), hash.maglevTableSize()) : null;
			}
			Simple simple = balancer.simple();
			if (simple == null) {
				return null;
			}
			return switch (simple) {
				case UNSPECIFIED, PASSTHROUGH -> null;
				case RANDOM -> Keyless.RANDOM;
				case ROUND_ROBIN -> Keyless.ROUND_ROBIN;
				case LEAST_CONN, LEAST_REQUEST -> Keyless.LEAST_REQUEST;
			};
		}

	}

	/**
	 * Algorithms without a key.
	 */
	enum Keyless implements Algorithm {

		/**
		 * Any instance.
		 */
		RANDOM,

		/**
		 * One after the other.
		 */
		ROUND_ROBIN,

		/**
		 * The less busy one of two.
		 */
		LEAST_REQUEST

	}

	/**
	 * A consistent hash.
	 *
	 * @param key where the key comes from
	 * @param minimumRingSize the smallest ring, {@code null} for the default
	 * @param maglevTableSize the size of the Maglev table, {@code null} for a ring
	 */
	record Hash(HashKeySource key, @Nullable Long minimumRingSize,
			@Nullable Long maglevTableSize) implements Algorithm {
	}

}
