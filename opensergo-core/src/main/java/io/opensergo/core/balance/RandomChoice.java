package io.opensergo.core.balance;

import java.util.random.RandomGenerator;

import org.jspecify.annotations.Nullable;

/**
 * Any instance, each equally likely.
 */
final class RandomChoice implements Choice {

	private final int size;

	RandomChoice(int size) {
		this.size = size;
	}

	@Override
	public int choose(@Nullable String key, RandomGenerator random, int excluded) {
		return draw(this.size, random, excluded);
	}

	/**
	 * A number from 0 to size - 1 other than the excluded one.
	 */
	static int draw(int size, RandomGenerator random, int excluded) {
		if (excluded == NONE) {
			return random.nextInt(size);
		}
		int drawn = random.nextInt(size - 1);
		return (drawn < excluded) ? drawn : drawn + 1;
	}

}
