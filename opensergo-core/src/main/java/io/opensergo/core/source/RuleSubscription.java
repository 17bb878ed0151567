package io.opensergo.core.source;

import java.time.Instant;
import java.util.List;
import java.util.Objects;

import io.opensergo.core.rule.Rejection;
import io.opensergo.core.rule.RuleKind;
import org.jspecify.annotations.Nullable;

/**
 * What a source knows of one thing that it was asked for: the rules of a kind for an
 * application. Immutable, for people.
 *
 * @param namespace the namespace
 * @param app the application
 * @param kind the kind
 * @param state where its rules come from
 * @param version the version that the source gave them, 0 for none
 * @param rules how many rules are in force
 * @param updated when these rules came into force, or were saved when they are from disk;
 * {@code null} when there are none
 * @param lastAnswer what was said to the last push, {@code null} for none
 * @param lastError why the last push or the request itself was refused, {@code null} when
 * it was not
 * @param rejections the problems of single rules
 */
public record RuleSubscription(String namespace, String app, RuleKind kind, State state, long version, int rules,
		@Nullable Instant updated, @Nullable Answer lastAnswer, @Nullable String lastError,
		List<Rejection> rejections) {

	public RuleSubscription {
		Objects.requireNonNull(namespace, "namespace");
		Objects.requireNonNull(app, "app");
		Objects.requireNonNull(kind, "kind");
		Objects.requireNonNull(state, "state");
		rejections = List.copyOf(rejections);
	}

	/**
	 * Where the rules come from.
	 */
	public enum State {

		/**
		 * No answer yet, and no rules. Some control planes never answer when there is no
		 * rule.
		 */
		WAITING,

		/**
		 * The rules of the last run, read from the disk; no answer yet.
		 */
		FROM_DISK,

		/**
		 * The last push is in force.
		 */
		IN_FORCE,

		/**
		 * The last push was refused; the last good rules are in force, if there are any.
		 */
		REFUSED,

		/**
		 * The control plane does not know the kind, or refuses the request.
		 */
		NOT_SERVED

	}

	/**
	 * What was said to a push.
	 *
	 * @param accepted {@code true} for ACK, {@code false} for NACK
	 * @param at when
	 */
	public record Answer(boolean accepted, Instant at) {

		public Answer {
			Objects.requireNonNull(at, "at");
		}

	}

}
