package io.opensergo.spring.autoconfigure;

import java.util.function.Consumer;

import io.opensergo.core.source.RuleSnapshot;
import io.opensergo.core.source.RuleStore;

import org.springframework.context.SmartLifecycle;

/**
 * Brings routes from rules into a gateway, after the engine has got the same rules and
 * before the gateway serves requests.
 */
final class RuleRoutesLifecycle implements SmartLifecycle {

	private final RuleStore store;

	private final Consumer<RuleSnapshot> routes;

	private volatile boolean started;

	RuleRoutesLifecycle(RuleStore store, Consumer<RuleSnapshot> routes) {
		this.store = store;
		this.routes = routes;
	}

	@Override
	public void start() {
		if (!this.started) {
			this.started = true;
			this.store.addListener(this.routes);
		}
	}

	/**
	 * Does nothing: requests that are under way still need routes.
	 */
	@Override
	public void stop() {
		// See above.
	}

	@Override
	public boolean isRunning() {
		return this.started;
	}

	@Override
	public int getPhase() {
		return RuleStoreLifecycle.PHASE + 1;
	}

}
