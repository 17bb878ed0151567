package io.opensergo.samples.messaging;

import io.opensergo.core.context.TrafficContext;
import org.jspecify.annotations.Nullable;

/**
 * Runs code as if a request of a lane was being served.
 */
final class Lanes {

	static final String HEADER = "x-opensergo-traffic";

	private Lanes() {
	}

	static void serving(@Nullable String lane, Work work) {
		try (TrafficContext.Scope scope = TrafficContext.ofLane(lane).makeCurrent()) {
			work.run();
		}
		catch (Exception ex) {
			throw new IllegalStateException(ex);
		}
	}

	/**
	 * Code that may fail.
	 */
	@FunctionalInterface
	interface Work {

		void run() throws Exception;

	}

}
