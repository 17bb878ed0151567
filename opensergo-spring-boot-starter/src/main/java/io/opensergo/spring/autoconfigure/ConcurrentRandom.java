package io.opensergo.spring.autoconfigure;

import java.util.concurrent.ThreadLocalRandom;
import java.util.random.RandomGenerator;

/**
 * Draws for all threads at once.
 */
final class ConcurrentRandom implements RandomGenerator {

	@Override
	public long nextLong() {
		return ThreadLocalRandom.current().nextLong();
	}

}
