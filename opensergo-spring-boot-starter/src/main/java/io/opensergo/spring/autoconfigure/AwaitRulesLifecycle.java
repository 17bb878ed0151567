package io.opensergo.spring.autoconfigure;

import java.time.Duration;
import java.util.List;

import io.opensergo.client.ControlPlaneRuleSource;
import io.opensergo.core.source.RuleSubscription;
import io.opensergo.core.source.RuleSubscription.State;
import io.opensergo.spring.autoconfigure.OpenSergoProperties.AwaitFailure;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import org.springframework.context.SmartLifecycle;

/**
 * Holds the start until the control plane has answered what is subscribed to by then,
 * when asked to. Rules of the last run on disk count as rules, but not as an answer.
 */
final class AwaitRulesLifecycle implements SmartLifecycle {

	private static final Logger logger = LoggerFactory.getLogger(AwaitRulesLifecycle.class);

	private final ControlPlaneRuleSource source;

	private final Duration timeout;

	private final AwaitFailure failure;

	private volatile boolean started;

	AwaitRulesLifecycle(ControlPlaneRuleSource source, Duration timeout, AwaitFailure failure) {
		this.source = source;
		this.timeout = timeout;
		this.failure = failure;
	}

	@Override
	public void start() {
		this.started = true;
		if (this.timeout.isZero()) {
			return;
		}
		List<RuleSubscription> missing = await();
		if (missing.isEmpty()) {
			return;
		}
		RulesNotAnsweredException problem = new RulesNotAnsweredException(this.timeout, missing,
				this.source.status().detail());
		if (this.failure == AwaitFailure.FAIL && missing.stream().anyMatch((one) -> one.state() == State.WAITING)) {
			throw problem;
		}
		logger.warn("{} The start goes on.", problem.getMessage());
	}

	private List<RuleSubscription> await() {
		try {
			return this.source.awaitAnswers(this.timeout);
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
			return List.of();
		}
	}

	@Override
	public void stop() {
		this.started = false;
	}

	@Override
	public boolean isRunning() {
		return this.started;
	}

	/**
	 * After the rule store, before web servers.
	 */
	@Override
	public int getPhase() {
		return RuleStoreLifecycle.PHASE + 1;
	}

}
