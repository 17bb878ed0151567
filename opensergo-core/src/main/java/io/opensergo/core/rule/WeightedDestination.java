package io.opensergo.core.rule;

import java.util.Objects;

/**
 * A destination with its share.
 *
 * @param destination the destination
 * @param weight the share, 0 or more, relative to the sum of all weights of the route
 * @param headers header operations for requests that go this way
 */
public record WeightedDestination(Destination destination, int weight, HeaderOperations headers) {

	public WeightedDestination {
		Objects.requireNonNull(destination, "destination");
		Objects.requireNonNull(headers, "headers");
	}

	/**
	 * A weighted destination without header operations.
	 * @param destination the destination
	 * @param weight the share
	 * @return the weighted destination
	 */
	public static WeightedDestination of(Destination destination, int weight) {
		return new WeightedDestination(destination, weight, HeaderOperations.NONE);
	}

}
