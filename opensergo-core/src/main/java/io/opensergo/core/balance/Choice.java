package io.opensergo.core.balance;

import java.util.random.RandomGenerator;

import org.jspecify.annotations.Nullable;

/**
 * An algorithm that chooses one of a fixed number of instances. Safe for all threads.
 */
sealed interface Choice permits RandomChoice, RoundRobinChoice, LeastRequestChoice, RingHashChoice, MaglevChoice {

	/**
	 * The mark for no excluded instance.
	 */
	int NONE = -1;

	/**
	 * Chooses.
	 * @param key the key of the request, {@code null} for none
	 * @param random the source of draws
	 * @param excluded the instance that must not be chosen, {@link #NONE} for none; there
	 * is another one
	 * @return the index of the instance
	 */
	int choose(@Nullable String key, RandomGenerator random, int excluded);

}
