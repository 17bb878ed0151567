package io.opensergo.spring.autoconfigure;

import java.util.HashSet;
import java.util.List;
import java.util.Set;

import io.opensergo.core.protection.ProtectionPlan;
import io.opensergo.core.route.Caller;
import io.opensergo.core.rule.Rejection;
import io.opensergo.core.source.RuleSnapshot;
import io.opensergo.core.source.RuleStore;
import io.opensergo.spring.sentinel.ProtectionEngine;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import org.springframework.context.SmartLifecycle;

/**
 * Keeps the engine of protection with the rules: it hears the first snapshot before
 * anything serves requests, and leaves Sentinel, which other applications of the virtual
 * machine use as well, after all requests have ended.
 */
final class ProtectionLifecycle implements SmartLifecycle {

	/**
	 * The most problems that one snapshot writes to the log.
	 */
	private static final int MAX_LOGGED = 100;

	private static final Logger logger = LoggerFactory.getLogger(ProtectionLifecycle.class);

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

	private void apply(RuleSnapshot snapshot) {
		Set<Rejection> known = new HashSet<>(this.engine.rejections());
		this.engine.apply(ProtectionPlan.compile(snapshot, this.workload));
		List<Rejection> fresh = this.engine.rejections()
			.stream()
			.filter((problem) -> !known.contains(problem))
			.toList();
		fresh.stream().limit(MAX_LOGGED).forEach((problem) -> logger.warn("{}", problem.describe()));
		if (fresh.size() > MAX_LOGGED) {
			logger.warn("{} more problems of fault-tolerance rules are not logged; see /actuator/opensergo",
					fresh.size() - MAX_LOGGED);
		}
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
