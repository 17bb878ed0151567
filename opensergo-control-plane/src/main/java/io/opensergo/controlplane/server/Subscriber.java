package io.opensergo.controlplane.server;

/**
 * Hears of the keys that it subscribed to.
 */
interface Subscriber {

	/**
	 * Takes the newest state of a key. Never blocks, whatever the state of the client.
	 * @param state the state, replaces an older one that is not sent yet
	 * @param occasion why it comes
	 */
	void offer(KeyState state, Occasion occasion);

	/**
	 * Why a state comes.
	 */
	enum Occasion {

		/**
		 * The answer to a subscription.
		 */
		SUBSCRIBED,

		/**
		 * The rules changed.
		 */
		CHANGED

	}

}
