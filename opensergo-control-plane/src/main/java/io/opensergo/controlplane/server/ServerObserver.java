package io.opensergo.controlplane.server;

import java.time.Duration;

import io.opensergo.core.rule.RuleKind;
import org.jspecify.annotations.Nullable;

/**
 * Hears what the server does, to count it. Called from the threads of the server: it must
 * be quick and must not fail.
 */
public interface ServerObserver {

	/**
	 * Counts nothing.
	 */
	ServerObserver NONE = new ServerObserver() {
	};

	/**
	 * Changed rules are handed to the connection of one client.
	 * @param kind the kind of the rules
	 * @param latency the time since the control plane learned of the change
	 */
	default void sent(RuleKind kind, Duration latency) {
	}

	/**
	 * A client answered a push.
	 * @param kind the kind of the rules
	 * @param accepted whether it put them in force
	 * @param latency the time since the control plane learned of the change, {@code null}
	 * for the answer to a subscription
	 */
	default void answered(RuleKind kind, boolean accepted, @Nullable Duration latency) {
	}

	/**
	 * Somebody was turned away.
	 * @param reason why
	 */
	default void refused(Refusal reason) {
	}

	/**
	 * Why somebody is turned away.
	 */
	enum Refusal {

		/**
		 * The token is missing or wrong.
		 */
		TOKEN,

		/**
		 * There are as many connections as allowed.
		 */
		CONNECTIONS,

		/**
		 * There are as many streams as allowed.
		 */
		STREAMS,

		/**
		 * A stream has as many subscriptions as allowed.
		 */
		SUBSCRIPTIONS,

		/**
		 * A request is not of the expected form.
		 */
		REQUEST,

		/**
		 * Nobody serves rules of the kind here.
		 */
		KIND

	}

}
