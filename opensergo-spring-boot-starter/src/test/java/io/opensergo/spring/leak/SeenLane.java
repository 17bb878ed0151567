package io.opensergo.spring.leak;

import java.util.Objects;

import io.opensergo.core.context.TrafficContext;
import org.jspecify.annotations.Nullable;
import org.slf4j.MDC;

/**
 * What code sees of the lane of its request, as text.
 */
final class SeenLane {

	/**
	 * No lane.
	 */
	static final String NONE = "-";

	private SeenLane() {
	}

	/**
	 * The lane here: in the logging MDC and in the context.
	 */
	static String here() {
		return of(MDC.get(TrafficContext.MDC_KEY)) + "," + of(TrafficContext.current().lane());
	}

	static String of(@Nullable String lane) {
		return Objects.requireNonNullElse(lane, NONE);
	}

}
