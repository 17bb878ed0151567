package io.opensergo.spring.autoconfigure;

import io.opensergo.core.protection.ProtectionPlan;
import io.opensergo.core.route.Caller;
import io.opensergo.core.source.RuleStore;
import io.opensergo.spring.sentinel.ProtectionEngine;

import org.springframework.context.SmartLifecycle;

/**
 * Keeps the engine of protection with the rules: it hears the first snapshot before
 * anything serves requests, and leaves Sentinel, which other applications of the virtual
 * machine use as well, after all requests have ended.
 */
final class ProtectionLifecycle implements SmartLifecycle {

	private final ProtectionEngine engine;

	private final RuleStore store;

	private final Caller workload;

	private boolean listening;

	private volatile boolean running;

	ProtectionLifecycle(ProtectionEngine engine, RuleStore store, Caller workload) {
		this.engine = engine;
		this.store = store;
		this.workload = workload;
	}

	@Override
	public void start() {
		if (!this.listening) {
			this.listening = true;
			this.store.addListener((snapshot) -> this.engine.apply(ProtectionPlan.compile(snapshot, this.workload)));
		}
		this.engine.start();
		this.running = true;
	}

	@Override
	public void stop() {
		this.engine.close();
		this.running = false;
	}

	@Override
	public boolean isRunning() {
		return this.running;
	}

	/**
	 * Before the sources of rules start.
	 */
	@Override
	public int getPhase() {
		return RuleStoreLifecycle.PHASE - 1;
	}

}
