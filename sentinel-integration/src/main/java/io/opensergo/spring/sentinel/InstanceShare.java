package io.opensergo.spring.sentinel;

/**
 * The part of a limit for all instances that this instance gets, so that the parts add up
 * to the limit exactly.
 *
 * @param instances how many instances there are, 1 or more
 * @param rank the place of this one among them in an order that all agree on, from 0 to
 * below {@code instances}
 */
public record InstanceShare(int instances, int rank) {

	/**
	 * The share of an instance that knows of no other.
	 */
	public static final InstanceShare ALONE = new InstanceShare(1, 0);

	public InstanceShare {
		if (instances < 1 || rank < 0 || rank >= instances) {
			throw new IllegalArgumentException("There is no place " + rank + " of " + instances);
		}
	}

	/**
	 * The share of a limit: the first instances take what cannot be divided.
	 * @param limit the limit for all instances, 0 or more
	 * @return the share, 0 or more
	 */
	public long of(long limit) {
		return limit / this.instances + ((this.rank < limit % this.instances) ? 1 : 0);
	}

}
