package io.opensergo.samples.fullchain.launcher;

import java.util.Locale;

/**
 * How often something happened, compared with how often it should.
 *
 * @param hits how often it happened
 * @param total the number of independent draws, at least 1
 */
record Share(int hits, int total) {

	Share {
		if (total < 1 || hits < 0 || hits > total) {
			throw new IllegalArgumentException(hits + " of " + total + " is no share");
		}
	}

	/**
	 * Whether the number of hits is one that a binomial distribution explains.
	 * @param probability the expected share, 0 to 1
	 * @param deviations how many standard deviations are allowed
	 */
	boolean isWithin(double probability, double deviations) {
		return Math.abs(this.hits - mean(probability)) <= deviations * deviation(probability);
	}

	/**
	 * The allowed range in percent, for the terminal.
	 */
	String allowed(double probability, double deviations) {
		double margin = deviations * deviation(probability);
		return String.format(Locale.ROOT, "%.1f to %.1f %%", percent(mean(probability) - margin),
				percent(mean(probability) + margin));
	}

	@Override
	public String toString() {
		return String.format(Locale.ROOT, "%.1f %% (%d of %d)", percent(this.hits), this.hits, this.total);
	}

	private double mean(double probability) {
		return this.total * probability;
	}

	private double deviation(double probability) {
		return Math.sqrt(this.total * probability * (1 - probability));
	}

	private double percent(double count) {
		return 100 * count / this.total;
	}

}
