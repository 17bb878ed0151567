package io.opensergo.core.action;

import java.util.random.RandomGenerator;

/**
 * Shares of requests as Istio hands them to Envoy: in millionths, smaller parts cut off.
 */
final class Millionths {

	private static final int PER_PERCENT = 10_000;

	private static final int ALL = 1_000_000;

	private Millionths() {
	}

	static int of(double percentage) {
		return (int) Math.max(0, Math.min(ALL, percentage * PER_PERCENT));
	}

	/**
	 * Whether a request belongs to a share. Shares of none and of all need no draw.
	 */
	static boolean draw(int millionths, RandomGenerator random) {
		return millionths >= ALL || (millionths > 0 && random.nextInt(ALL) < millionths);
	}

}
