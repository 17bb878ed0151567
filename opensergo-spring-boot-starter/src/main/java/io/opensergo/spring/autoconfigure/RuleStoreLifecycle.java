package io.opensergo.spring.autoconfigure;

import java.util.List;

import io.opensergo.core.engine.RuleEngine;
import io.opensergo.core.engine.UnappliedFieldReport;
import io.opensergo.core.source.RuleStore;

import org.springframework.context.SmartLifecycle;

/**
 * Starts the rule store before anything that serves or makes requests: rules from files
 * are in force then, a control plane is being connected to. The sources are closed with
 * the store, after all requests have ended.
 */
final class RuleStoreLifecycle implements SmartLifecycle {

	/**
	 * Before web servers and message listeners.
	 */
	static final int PHASE = Integer.MIN_VALUE + 1000;

	private final RuleStore store;

	private final RuleEngine engine;

	private final UnappliedFieldReport unapplied;

	private final RuleSubscriptions subscriptions;

	private final boolean isProtected;

	private final List<CalledServices> calledServices;

	private volatile boolean started;

	RuleStoreLifecycle(RuleStore store, RuleEngine engine, UnappliedFieldReport unapplied,
			RuleSubscriptions subscriptions, boolean isProtected, List<CalledServices> calledServices) {
		this.store = store;
		this.engine = engine;
		this.unapplied = unapplied;
		this.subscriptions = subscriptions;
		this.isProtected = isProtected;
		this.calledServices = calledServices;
	}

	@Override
	public void start() {
		if (this.started) {
			return;
		}
		this.started = true;
		this.subscriptions.acceptOwn(this.engine.caller().app());
		if (this.isProtected) {
			this.subscriptions.acceptProtected(this.engine.caller().app());
		}
		this.calledServices.forEach((services) -> services.names().forEach(this.subscriptions::accept));
		this.store.addListener(this.engine::apply);
		this.store.addListener(this.unapplied::apply);
		this.store.start();
	}

	/**
	 * Does nothing: requests that are under way still need rules.
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
		return PHASE;
	}

}
