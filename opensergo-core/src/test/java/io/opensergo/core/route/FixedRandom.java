package io.opensergo.core.route;

import java.util.random.RandomGenerator;

/**
 * Draws the same number each time.
 */
public record FixedRandom(double number) implements RandomGenerator {

	@Override
	public double nextDouble() {
		return this.number;
	}

	@Override
	public long nextLong() {
		throw new UnsupportedOperationException("one nextDouble() per decision is all that is drawn");
	}

}
