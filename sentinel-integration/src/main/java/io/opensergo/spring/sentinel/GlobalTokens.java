package io.opensergo.spring.sentinel;

import io.opensergo.core.protection.Protection;
import org.jspecify.annotations.Nullable;

/**
 * Counts the requests of all instances together, for strategies with the limit mode
 * {@code Global}. Asked on the thread of the request, after every local limit of the
 * resource has let the request pass and before it waits for its turn: a token that is
 * granted cannot be given back. Used from all threads.
 */
public interface GlobalTokens {

	/**
	 * Nobody counts.
	 */
	GlobalTokens NONE = new GlobalTokens() {

		@Override
		public Answer request(Protection protection, String resource, int tokens) {
			return Answer.UNAVAILABLE;
		}

		@Override
		public String problem() {
			return "there is no token server";
		}

	};

	/**
	 * Asks for the right to pass. May wait for an answer, some tens of milliseconds at
	 * most; callers that must not block are told by
	 * {@link ProtectionEngine#mayWaitForTokens}. What it throws counts as
	 * {@link Answer#UNAVAILABLE}.
	 * @param protection the rule and the strategy, a
	 * {@link io.opensergo.core.rule.RateLimitStrategy}
	 * @param resource the resource
	 * @param tokens how many, 1 or more
	 * @return the answer
	 */
	Answer request(Protection protection, String resource, int tokens);

	/**
	 * Why requests are not counted together at the moment, for the status.
	 * @return one clause such as {@code the token server 10.0.0.1:18730 does not answer},
	 * {@code null} when they are counted
	 */
	@Nullable String problem();

	/**
	 * What is answered.
	 */
	enum Answer {

		/**
		 * The request may pass.
		 */
		GRANTED,

		/**
		 * The limit is reached.
		 */
		REFUSED,

		/**
		 * Nobody knows; {@link ProtectionOptions#withoutTokens()} decides.
		 */
		UNAVAILABLE

	}

}
