package io.opensergo.core.rule;

import java.util.Objects;

import org.jspecify.annotations.Nullable;

/**
 * Where a request goes: a host, optionally one subset of it, and what to take when that
 * has no instance.
 *
 * @param host the host as written: a service name, or a full name with namespace
 * @param subset the subset, {@code null} for the service as a whole (its baseline)
 * @param port the port, {@code null} when the service has one port only
 * @param fallback what is used when no instance is left, {@code null} for none; it may
 * have a fallback of its own
 */
public record Destination(String host, @Nullable String subset, @Nullable Integer port,
		@Nullable Destination fallback) {

	public Destination {
		Objects.requireNonNull(host, "host");
	}

	/**
	 * A service as a whole.
	 * @param host the host
	 * @return a destination without subset, port and fallback
	 */
	public static Destination of(String host) {
		return new Destination(host, null, null, null);
	}

	/**
	 * A subset of a service.
	 * @param host the host
	 * @param subset the subset
	 * @return a destination without port and fallback
	 */
	public static Destination of(String host, @Nullable String subset) {
		return new Destination(host, subset, null, null);
	}

	/**
	 * This destination with a fallback.
	 * @param fallback what to use when no instance is left
	 * @return a new destination
	 */
	public Destination withFallback(@Nullable Destination fallback) {
		return new Destination(this.host, this.subset, this.port, fallback);
	}

	/**
	 * Whether the other destination means the same instances, whatever the fallbacks.
	 * @param other the other destination
	 * @return {@code true} when host, subset and port are equal
	 */
	public boolean sameTarget(Destination other) {
		return this.host.equals(other.host) && Objects.equals(this.subset, other.subset)
				&& Objects.equals(this.port, other.port);
	}

}
