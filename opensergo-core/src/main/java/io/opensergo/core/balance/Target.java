package io.opensergo.core.balance;

import org.jspecify.annotations.Nullable;

/**
 * The part of a service that a call goes to.
 *
 * @param subset the subset, {@code null} for the baseline or a lane
 * @param lane the lane, {@code null} when a subset is meant
 * @param port the port that the destination names, {@code null} for that of the request
 */
public record Target(@Nullable String subset, @Nullable String lane, @Nullable Integer port) {

	/**
	 * The subset whose policy counts: a lane has that of the subset named after it.
	 * @return the name, {@code null} for the host itself
	 */
	@Nullable String policyName() {
		return (this.lane != null) ? this.lane : this.subset;
	}

	/**
	 * The target as people should read it.
	 * @return the description, different for different targets
	 */
	String describe() {
		String part = (this.lane != null) ? "lane " + this.lane
				: (this.subset != null) ? "subset " + this.subset : "baseline";
		return (this.port != null) ? part + ", port " + this.port : part;
	}

}
