package io.opensergo.core.balance;

import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.random.RandomGenerator;

import org.jspecify.annotations.Nullable;

/**
 * The policies of one service applied to one list of its instances. Made together with
 * the split by subset; what a policy needs is compiled when a target is called first, and
 * kept. Safe for all threads.
 *
 * @param <T> the type of an instance
 */
public final class Balancing<T> {

	private final ServiceBalancing policies;

	private final BalancedInstances<T> reader;

	private final Origin origin;

	private final RandomGenerator random;

	private final Map<Target, Balancer<T>> balancers = new ConcurrentHashMap<>();

	private final Map<Target, Balancer<T>> previous;

	private Balancing(ServiceBalancing policies, BalancedInstances<T> reader, Origin origin, RandomGenerator random,
			Map<Target, Balancer<T>> previous) {
		this.policies = policies;
		this.reader = reader;
		this.origin = origin;
		this.random = random;
		this.previous = previous;
	}

	/**
	 * Applies policies.
	 * @param <T> the type of an instance
	 * @param policies the policies of the service
	 * @param reader reads instances
	 * @param origin where calls come from
	 * @param random the source of draws, safe for all threads
	 * @param previous what applied to the list before, {@code null} for nothing; tables
	 * and positions are taken over where neither policy nor instances changed
	 * @return the applied policies
	 */
	public static <T> Balancing<T> of(ServiceBalancing policies, BalancedInstances<T> reader, Origin origin,
			RandomGenerator random, @Nullable Balancing<T> previous) {
		return new Balancing<>(policies, reader, origin, random, (previous != null) ? previous.balancers : Map.of());
	}

	/**
	 * Chooses among the instances of a target.
	 * @param target the target
	 * @param candidates its instances, always the same list for a target
	 * @param request the call
	 * @param failed the instance that the call failed on before, {@code null} at the
	 * first attempt; it is not chosen
	 * @return one instance; several when the algorithm is left to the application; none
	 * when there is none that the policy allows
	 */
	public List<T> choose(Target target, List<T> candidates, BalancedRequest request, @Nullable T failed) {
		if (candidates.isEmpty()) {
			return candidates;
		}
		Target effective = this.policies.withPort(target, request);
		BalancePolicy policy = this.policies.policy(effective);
		if (policy == null) {
			return without(failed, candidates);
		}
		Balancer<T> balancer = this.balancers.get(effective);
		if (balancer == null) {
			balancer = this.balancers.computeIfAbsent(effective, (key) -> Balancer.of(policy, candidates, this.reader,
					this.origin, this.random, this.previous.get(key)));
		}
		return balancer.choose(request, this.random, failed);
	}

	private static <T> List<T> without(@Nullable T failed, List<T> candidates) {
		return (failed != null && candidates.contains(failed))
				? candidates.stream().filter((instance) -> !instance.equals(failed)).toList() : candidates;
	}

}
