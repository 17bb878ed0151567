package io.opensergo.core.balance;

import java.util.concurrent.atomic.AtomicInteger;
import java.util.random.RandomGenerator;

import org.jspecify.annotations.Nullable;

/**
 * One instance after the other. The start is drawn, so that many callers that start
 * together do not all begin with the same instance.
 */
final class RoundRobinChoice implements Choice {

	private final int size;

	private final AtomicInteger position;

	RoundRobinChoice(int size, RandomGenerator random) {
		this.size = size;
		this.position = new AtomicInteger(random.nextInt(size));
	}

	@Override
	public int choose(@Nullable String key, RandomGenerator random, int excluded) {
		int chosen = next();
		while (chosen == excluded) {
			chosen = next();
		}
		return chosen;
	}

	/**
	 * The position stays below the size: a counter that overflows would skip instances.
	 */
	private int next() {
		return this.position.getAndUpdate((current) -> (current + 1 < this.size) ? current + 1 : 0);
	}

}
