package io.opensergo.controlplane.explain;

import java.util.random.RandomGenerator;

/**
 * Always draws the same number, so that a person can ask for one branch of a weighted
 * choice.
 */
final class FixedRandom implements RandomGenerator {

	private static final long STEPS = 1L << 53;

	private final double value;

	/**
	 * Creates the generator.
	 * @param value the number, in [0,1)
	 */
	FixedRandom(double value) {
		this.value = value;
	}

	@Override
	public double nextDouble() {
		return this.value;
	}

	@Override
	public long nextLong() {
		// The inverse of how RandomGenerator makes a double out of a long.
		return ((long) (this.value * STEPS)) << 11;
	}

}
