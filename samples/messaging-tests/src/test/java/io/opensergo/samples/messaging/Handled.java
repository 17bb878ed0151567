package io.opensergo.samples.messaging;

import java.util.Objects;

import io.opensergo.core.context.TrafficContext;
import org.jspecify.annotations.Nullable;
import org.slf4j.MDC;

/**
 * What the code that handles a message sees.
 *
 * @param payload what the message says
 * @param header the lane on the wire, {@code null} for none
 * @param logged the lane in the logging context
 * @param context the lane of the current context
 * @param thread the thread
 */
record Handled(String payload, @Nullable String header, @Nullable String logged, @Nullable String context,
		String thread) {

	static Handled now(String payload, @Nullable String header) {
		TrafficContext context = TrafficContext.currentOrNull();
		return new Handled(payload, header, MDC.get(TrafficContext.MDC_KEY), (context != null) ? context.lane() : null,
				Thread.currentThread().getName());
	}

	/**
	 * Whether wire, logs and context agree on a lane.
	 * @param lane the lane, {@code null} for none
	 * @return {@code true} when they do
	 */
	boolean isIn(@Nullable String lane) {
		return Objects.equals(lane, this.header) && Objects.equals(lane, this.logged)
				&& Objects.equals(lane, this.context);
	}

}
