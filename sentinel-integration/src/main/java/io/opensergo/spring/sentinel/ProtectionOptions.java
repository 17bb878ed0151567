package io.opensergo.spring.sentinel;

import java.util.Objects;

/**
 * What the application has decided about protection.
 *
 * @param withoutTokens what a global rate limit does while nobody counts for all
 * instances
 * @param globalConcurrency what becomes of global limits of concurrency, which nobody can
 * count for all instances
 */
public record ProtectionOptions(WithoutTokens withoutTokens, GlobalConcurrency globalConcurrency) {

	/**
	 * The share of the instance; no global concurrency.
	 */
	public static final ProtectionOptions DEFAULTS = new ProtectionOptions(WithoutTokens.LOCAL_SHARE,
			GlobalConcurrency.REJECT);

	public ProtectionOptions {
		Objects.requireNonNull(withoutTokens, "withoutTokens");
		Objects.requireNonNull(globalConcurrency, "globalConcurrency");
	}

	/**
	 * A global rate limit without its token server.
	 */
	public enum WithoutTokens {

		/**
		 * Each instance applies its share of the limit.
		 */
		LOCAL_SHARE,

		/**
		 * All requests pass.
		 */
		PASS,

		/**
		 * No request passes.
		 */
		BLOCK

	}

	/**
	 * A global limit of concurrency.
	 */
	public enum GlobalConcurrency {

		/**
		 * It is rejected: not in force, and reported.
		 */
		REJECT,

		/**
		 * Each instance applies its share of the limit.
		 */
		LOCAL

	}

}
