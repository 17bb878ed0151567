package io.opensergo.core.balance;

import java.util.ArrayList;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Set;
import java.util.random.RandomGenerator;

import org.jspecify.annotations.Nullable;

/**
 * A policy compiled for the instances of one target.
 *
 * @param <T> the type of an instance
 */
final class Balancer<T> {

	private final BalancePolicy policy;

	private final List<InstanceGroup<T>> groups;

	private final List<Integer> shares;

	private final List<T> usable;

	private Balancer(BalancePolicy policy, List<T> usable, List<InstanceGroup<T>> groups, List<Integer> shares) {
		this.policy = policy;
		this.usable = usable;
		this.groups = groups;
		this.shares = shares;
	}

	/**
	 * Compiles a policy.
	 * @param policy the policy
	 * @param instances all instances of the target
	 * @param usable those that calls go to, the same list when that is all
	 * @param reader reads the instances
	 * @param origin where calls come from
	 * @param random where a round starts
	 * @param previous the balancer that this one replaces, {@code null} for none
	 * @return the balancer
	 */
	static <T> Balancer<T> of(BalancePolicy policy, List<T> instances, List<T> usable, BalancedInstances<T> reader,
			Origin origin, RandomGenerator random, @Nullable Balancer<T> previous) {
		PlaceSplit<T> split = PlaceSplit.of(instances, policy.locality(), reader::labels, origin);
		if (usable != instances) {
			Set<T> healthy = Collections.newSetFromMap(new IdentityHashMap<>());
			healthy.addAll(usable);
			split = split.of(healthy::contains);
		}
		List<InstanceGroup<T>> known = (previous != null && previous.policy.equals(policy)) ? previous.groups
				: List.of();
		List<InstanceGroup<T>> groups = new ArrayList<>();
		for (int i = 0; i < split.groups().size(); i++) {
			groups.add(InstanceGroup.of(split.groups().get(i), policy.algorithm(), reader, random,
					(i < known.size()) ? known.get(i) : null));
		}
		return new Balancer<>(policy, usable, List.copyOf(groups), split.shares());
	}

	/**
	 * Whether the balancer was made for these instances, compared by identity.
	 */
	boolean isOf(List<T> usable) {
		return this.usable == usable;
	}

	List<T> choose(BalancedRequest request, RandomGenerator random, @Nullable T failed) {
		InstanceGroup<T> drawn = this.shares.isEmpty() ? null : draw(random, failed);
		InstanceGroup<T> group = (drawn != null) ? drawn : first(failed);
		return (group != null) ? group.choose(this.policy.keyOf(request), random, failed) : List.of();
	}

	private @Nullable InstanceGroup<T> first(@Nullable T failed) {
		for (InstanceGroup<T> group : this.groups) {
			if (group.isUsable(failed)) {
				return group;
			}
		}
		return null;
	}

	private @Nullable InstanceGroup<T> draw(RandomGenerator random, @Nullable T failed) {
		int total = 0;
		for (int i = 0; i < this.shares.size(); i++) {
			total += this.groups.get(i).isUsable(failed) ? this.shares.get(i) : 0;
		}
		if (total == 0) {
			return null;
		}
		int drawn = random.nextInt(total);
		int group = 0;
		while (!this.groups.get(group).isUsable(failed) || drawn >= this.shares.get(group)) {
			drawn -= this.groups.get(group).isUsable(failed) ? this.shares.get(group) : 0;
			group++;
		}
		return this.groups.get(group);
	}

}
