package io.opensergo.core.source;

import java.time.Instant;
import java.util.Objects;

import org.jspecify.annotations.Nullable;

/**
 * The state of a source, for people.
 *
 * @param state the state
 * @param detail one sentence: where, since when, what is wrong
 * @param lastUpdate when rules came last, {@code null} for never
 */
public record RuleSourceStatus(State state, String detail, @Nullable Instant lastUpdate) {

	public RuleSourceStatus {
		Objects.requireNonNull(state, "state");
		Objects.requireNonNull(detail, "detail");
	}

	/**
	 * States of a source.
	 */
	public enum State {

		/**
		 * Not started, or not answered yet.
		 */
		STARTING,

		/**
		 * Rules arrive as they change.
		 */
		UP,

		/**
		 * The last good rules are in force, new ones do not arrive.
		 */
		DISCONNECTED,

		/**
		 * Closed.
		 */
		CLOSED

	}

}
