package io.opensergo.core.balance;

import java.util.List;
import java.util.function.IntSupplier;
import java.util.random.RandomGenerator;

import org.jspecify.annotations.Nullable;

/**
 * The less busy one of two random instances ("power of two choices"), as in Envoy.
 */
final class LeastRequestChoice implements Choice {

	private final List<IntSupplier> activeRequests;

	LeastRequestChoice(List<IntSupplier> activeRequests) {
		this.activeRequests = List.copyOf(activeRequests);
	}

	@Override
	public int choose(@Nullable String key, RandomGenerator random, int excluded) {
		int first = RandomChoice.draw(this.activeRequests.size(), random, excluded);
		int candidates = this.activeRequests.size() - ((excluded != NONE) ? 1 : 0);
		if (candidates == 1) {
			return first;
		}
		int second = other(first, random, excluded);
		return (active(second) < active(first)) ? second : first;
	}

	/**
	 * A random instance that is neither the first nor the excluded one.
	 */
	private int other(int first, RandomGenerator random, int excluded) {
		if (excluded == NONE) {
			return RandomChoice.draw(this.activeRequests.size(), random, first);
		}
		int low = Math.min(first, excluded);
		int high = Math.max(first, excluded);
		int drawn = random.nextInt(this.activeRequests.size() - 2);
		int aboveLow = (drawn < low) ? drawn : drawn + 1;
		return (aboveLow < high) ? aboveLow : aboveLow + 1;
	}

	private int active(int instance) {
		return this.activeRequests.get(instance).getAsInt();
	}

}
