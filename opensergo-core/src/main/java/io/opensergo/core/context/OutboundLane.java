package io.opensergo.core.context;

import org.jspecify.annotations.Nullable;

/**
 * The lane of outbound calls: that of the request that is being served, and for calls
 * that serve no request, such as scheduled work, the lane of this instance.
 *
 * @param ownLane the lane of this instance, {@code null} for baseline
 */
public record OutboundLane(@Nullable String ownLane) {

	/**
	 * The lane of calls made on the current thread.
	 * @return the lane, {@code null} for baseline
	 */
	public @Nullable String current() {
		return of(TrafficContext.currentOrNull());
	}

	/**
	 * The lane of calls made under a context.
	 * @param context the context, {@code null} when no request is being served
	 * @return the lane, {@code null} for baseline
	 */
	public @Nullable String of(@Nullable TrafficContext context) {
		return (context != null) ? context.lane() : this.ownLane;
	}

}
