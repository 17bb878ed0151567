package io.opensergo.spring.sentinel;

/**
 * Hears what protection does. Called on the threads of requests: to be quick. What it
 * throws is counted as a failure and harms nobody.
 */
public interface ProtectionListener {

	/**
	 * A circuit breaker has changed its state.
	 * @param change the change
	 */
	default void breakerChanged(BreakerStateChange change) {
	}

	/**
	 * A rule has begun to protect a resource; it is asked for its counts from now on.
	 * Once for each rule and resource.
	 * @param counts the counts
	 */
	default void counting(ProtectionCounts counts) {
	}

}
