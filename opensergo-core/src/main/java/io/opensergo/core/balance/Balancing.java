package io.opensergo.core.balance;

import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.BiFunction;
import java.util.random.RandomGenerator;

import io.opensergo.core.outlier.OutlierDetector;
import io.opensergo.core.outlier.OutlierPolicy;
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

	private final @Nullable BiFunction<String, OutlierPolicy, OutlierDetector<T>> detectors;

	private final Map<Target, Destination<T>> destinations = new ConcurrentHashMap<>();

	private final Map<Target, Destination<T>> previous;

	private Balancing(ServiceBalancing policies, BalancedInstances<T> reader, Origin origin, RandomGenerator random,
			@Nullable BiFunction<String, OutlierPolicy, OutlierDetector<T>> detectors,
			Map<Target, Destination<T>> previous) {
		this.policies = policies;
		this.reader = reader;
		this.origin = origin;
		this.random = random;
		this.detectors = detectors;
		this.previous = previous;
	}

	/**
	 * Applies policies without ejecting instances.
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
		return of(policies, reader, origin, random, null, previous);
	}

	/**
	 * Applies policies.
	 * @param <T> the type of an instance
	 * @param policies the policies of the service
	 * @param reader reads instances
	 * @param origin where calls come from
	 * @param random the source of draws, safe for all threads
	 * @param detectors the detector of a destination, which is described, and its policy;
	 * {@code null} when no instance is to be ejected
	 * @param previous what applied to the list before, {@code null} for nothing; tables
	 * and positions are taken over where neither policy nor instances changed
	 * @return the applied policies
	 */
	public static <T> Balancing<T> of(ServiceBalancing policies, BalancedInstances<T> reader, Origin origin,
			RandomGenerator random, @Nullable BiFunction<String, OutlierPolicy, OutlierDetector<T>> detectors,
			@Nullable Balancing<T> previous) {
		return new Balancing<>(policies, reader, origin, random, detectors,
				(previous != null) ? previous.destinations : Map.of());
	}

	/**
	 * Chooses among the instances of a target for a call whose end is not told.
	 * @param target the target
	 * @param candidates its instances, always the same list for a target
	 * @param request the call
	 * @param failed the instance that the call failed on before, {@code null} at the
	 * first attempt; it is not chosen
	 * @return one instance; several when the algorithm is left to the application; none
	 * when there is none that the policy allows
	 */
	public List<T> choose(Target target, List<T> candidates, BalancedRequest request, @Nullable T failed) {
		return choose(target, candidates, request, failed, null);
	}

	/**
	 * Chooses among the instances of a target. Instances that are ejected are left out,
	 * except for the one call that tries such an instance again.
	 * @param target the target
	 * @param candidates its instances, always the same list for a target
	 * @param request the call
	 * @param failed the instance that the call failed on before, {@code null} at the
	 * first attempt; it is not chosen
	 * @param call the object that tells the end of the call, by its identity,
	 * {@code null} when it is not told
	 * @return one instance; several when the algorithm is left to the application; none
	 * when there is none that the policy allows
	 */
	public List<T> choose(Target target, List<T> candidates, BalancedRequest request, @Nullable T failed,
			@Nullable Object call) {
		if (candidates.isEmpty()) {
			return candidates;
		}
		Target effective = this.policies.withPort(target, request);
		BalancePolicy policy = this.policies.policy(effective);
		if (policy == null) {
			return without(failed, candidates);
		}
		Destination<T> destination = this.destinations.get(effective);
		if (destination == null) {
			destination = this.destinations.computeIfAbsent(effective, (key) -> destination(key, policy, candidates));
		}
		return destination.choose(request, this.random, failed, call);
	}

	private Destination<T> destination(Target target, BalancePolicy policy, List<T> candidates) {
		OutlierPolicy outliers = policy.outliers();
		OutlierDetector<T> detector = (this.detectors != null && outliers != null)
				? this.detectors.apply(target.describe(), outliers) : null;
		return new Destination<>(policy, candidates, detector, this.reader, this.origin, this.random,
				this.previous.get(target));
	}

	private static <T> List<T> without(@Nullable T failed, List<T> candidates) {
		return (failed != null && candidates.contains(failed))
				? candidates.stream().filter((instance) -> !instance.equals(failed)).toList() : candidates;
	}

}
