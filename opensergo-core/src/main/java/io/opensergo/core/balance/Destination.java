package io.opensergo.core.balance;

import java.util.List;
import java.util.random.RandomGenerator;

import io.opensergo.core.outlier.OutlierDetector;
import org.jspecify.annotations.Nullable;

/**
 * The instances of one target with what its policy makes of them. Safe for all threads.
 *
 * @param <T> the type of an instance
 */
final class Destination<T> {

	private final BalancePolicy policy;

	private final List<T> instances;

	private final @Nullable OutlierDetector<T> outliers;

	private final BalancedInstances<T> reader;

	private final Origin origin;

	private volatile Balancer<T> balancer;

	/**
	 * Creates a destination.
	 * @param policy its policy
	 * @param instances its instances
	 * @param outliers ejects instances, {@code null} when none is to be ejected
	 * @param reader reads the instances
	 * @param origin where calls come from
	 * @param random where a round starts
	 * @param previous the destination that this one replaces, {@code null} for none
	 */
	Destination(BalancePolicy policy, List<T> instances, @Nullable OutlierDetector<T> outliers,
			BalancedInstances<T> reader, Origin origin, RandomGenerator random, @Nullable Destination<T> previous) {
		this.policy = policy;
		this.instances = instances;
		this.outliers = outliers;
		this.reader = reader;
		this.origin = origin;
		this.balancer = Balancer.of(policy, instances, usable(), reader, origin, random,
				(previous != null) ? previous.balancer : null);
	}

	/**
	 * Chooses an instance.
	 * @param request the call
	 * @param random the source of draws
	 * @param failed the instance that must not be chosen, {@code null} for none
	 * @param call what the end of the call is told by, {@code null} when it is not told
	 * @return one instance, several when the choice is the application's, none when there
	 * is none
	 */
	List<T> choose(BalancedRequest request, RandomGenerator random, @Nullable T failed, @Nullable Object call) {
		if (this.outliers == null) {
			return this.balancer.choose(request, random, failed);
		}
		T tried = (call != null && failed == null) ? this.outliers.probe(this.instances, call) : null;
		if (tried != null) {
			return List.of(tried);
		}
		if (call != null) {
			this.outliers.watch(call);
		}
		return balancer(random).choose(request, random, failed);
	}

	private List<T> usable() {
		return (this.outliers != null) ? this.outliers.usable(this.instances) : this.instances;
	}

	private Balancer<T> balancer(RandomGenerator random) {
		List<T> usable = usable();
		Balancer<T> current = this.balancer;
		if (!current.isOf(usable)) {
			current = Balancer.of(this.policy, this.instances, usable, this.reader, this.origin, random, current);
			this.balancer = current;
		}
		return current;
	}

}
