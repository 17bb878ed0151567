package io.opensergo.core.balance;

import java.util.List;
import java.util.random.RandomGenerator;

import io.opensergo.core.balance.BalancePolicy.Algorithm;
import io.opensergo.core.balance.BalancePolicy.Hash;
import io.opensergo.core.balance.BalancePolicy.Keyless;
import org.jspecify.annotations.Nullable;

/**
 * Instances that one algorithm chooses among.
 *
 * @param <T> the type of an instance
 */
final class InstanceGroup<T> {

	private final List<T> instances;

	private final List<String> addresses;

	private final @Nullable Choice choice;

	private final List<List<T>> singletons;

	private InstanceGroup(List<T> instances, List<String> addresses, @Nullable Choice choice) {
		this.instances = instances;
		this.addresses = addresses;
		this.choice = choice;
		this.singletons = (choice != null) ? instances.stream().map(List::of).toList() : List.of();
	}

	/**
	 * Compiles a group.
	 * @param instances the instances, at least one
	 * @param algorithm the algorithm, {@code null} to leave the choice to the application
	 * @param reader reads the instances
	 * @param random where a round starts
	 * @param previous the group that this one replaces, {@code null} for none; a round
	 * goes on and a table is kept when the instances are the same
	 * @return the group
	 */
	static <T> InstanceGroup<T> of(List<T> instances, @Nullable Algorithm algorithm, BalancedInstances<T> reader,
			RandomGenerator random, @Nullable InstanceGroup<T> previous) {
		List<String> addresses = instances.stream().map(reader::address).toList();
		boolean same = previous != null && previous.addresses.equals(addresses);
		Choice known = (previous != null && same) ? previous.choice : null;
		boolean reusable = known != null && !(known instanceof LeastRequestChoice);
		return new InstanceGroup<>(instances, addresses,
				reusable ? known : choice(algorithm, instances, addresses, reader, random));
	}

	private static <T> @Nullable Choice choice(@Nullable Algorithm algorithm, List<T> instances, List<String> addresses,
			BalancedInstances<T> reader, RandomGenerator random) {
		if (algorithm == null) {
			return null;
		}
		if (algorithm instanceof Hash hash) {
			return choice(hash, addresses);
		}
		return switch ((Keyless) algorithm) {
			case RANDOM -> new RandomChoice(instances.size());
			case ROUND_ROBIN -> new RoundRobinChoice(instances.size(), random);
			case LEAST_REQUEST -> new LeastRequestChoice(instances.stream().map(reader::activeRequests).toList());
		};
	}

	private static Choice choice(Hash hash, List<String> addresses) {
		if (hash.maglevTableSize() != null) {
			return MaglevChoice.of(addresses, hash.maglevTableSize().intValue());
		}
		Long size = hash.minimumRingSize();
		return RingHashChoice.of(addresses, (size != null) ? size : RingHashChoice.DEFAULT_MINIMUM_SIZE);
	}

	int size() {
		return this.instances.size();
	}

	/**
	 * Whether there is another instance than the one that failed.
	 */
	boolean isUsable(@Nullable T failed) {
		return this.instances.size() > 1 || failed == null || !this.instances.contains(failed);
	}

	/**
	 * Chooses.
	 * @param key the key of the request, {@code null} for none
	 * @param random the source of draws
	 * @param failed the instance that must not be chosen, {@code null} for none
	 * @return one instance, or all usable ones when the choice is the application's
	 */
	List<T> choose(@Nullable String key, RandomGenerator random, @Nullable T failed) {
		int excluded = (failed != null) ? this.instances.indexOf(failed) : Choice.NONE;
		if (this.choice != null) {
			return this.singletons.get(this.choice.choose(key, random, excluded));
		}
		return (excluded == Choice.NONE) ? this.instances
				: this.instances.stream().filter((instance) -> !instance.equals(failed)).toList();
	}

}
