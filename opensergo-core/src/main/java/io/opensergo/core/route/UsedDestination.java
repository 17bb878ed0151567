package io.opensergo.core.route;

import java.util.Objects;

import io.opensergo.core.rule.Destination;
import org.jspecify.annotations.Nullable;

/**
 * The destination whose instances a call was given: the chosen one or one of its
 * fallbacks. A gateway that wants to know leaves one in an attribute of the request, and
 * the load balancer writes on it. Safe for all threads.
 */
public final class UsedDestination {

	/**
	 * The name of the request attribute that holds it.
	 */
	public static final String ATTRIBUTE = UsedDestination.class.getName();

	private volatile Destination destination;

	/**
	 * Creates a note.
	 * @param chosen the destination that the route chose, which is used unless the load
	 * balancer says otherwise
	 */
	public UsedDestination(Destination chosen) {
		this.destination = Objects.requireNonNull(chosen, "chosen");
	}

	/**
	 * The destination.
	 * @return the destination
	 */
	public Destination destination() {
		return this.destination;
	}

	/**
	 * The port that the rule names for the destination.
	 * @return the port, {@code null} for that of the instance
	 */
	public @Nullable Integer port() {
		return this.destination.port();
	}

	/**
	 * Notes that a destination had instances.
	 * @param destination the destination
	 */
	public void use(Destination destination) {
		this.destination = destination;
	}

}
