package io.opensergo.spring.actuate;

import java.util.Map;

import io.opensergo.client.ControlPlaneRuleSource;
import io.opensergo.core.engine.RuleEngine;
import io.opensergo.core.rule.Rejection;
import io.opensergo.core.source.RuleSourceStatus;
import io.opensergo.core.source.RuleStore;

import org.springframework.boot.health.contributor.AbstractHealthIndicator;
import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.Status;

/**
 * Tells of rules and their sources. Up, unless asked to be down while the control plane
 * is lost: an application without it keeps its last good rules, and should hardly be
 * taken out of service for that.
 */
public final class OpenSergoHealthIndicator extends AbstractHealthIndicator {

	private final RuleStore store;

	private final RuleEngine engine;

	private final boolean downWithoutControlPlane;

	/**
	 * Creates an indicator.
	 * @param store the rules as they came
	 * @param engine the rules in force
	 * @param downWithoutControlPlane whether a lost control plane is a reason to be down
	 */
	public OpenSergoHealthIndicator(RuleStore store, RuleEngine engine, boolean downWithoutControlPlane) {
		this.store = store;
		this.engine = engine;
		this.downWithoutControlPlane = downWithoutControlPlane;
	}

	@Override
	protected void doHealthCheck(Health.Builder builder) {
		Map<String, RuleSourceStatus> sources = this.store.status();
		builder.status((this.downWithoutControlPlane && isLost(sources)) ? Status.DOWN : Status.UP)
			.withDetail("version", this.engine.current().version())
			.withDetail("rules", this.store.snapshot().rules().size())
			.withDetail("rejected", rejected());
		sources.entrySet().forEach((source) -> addSource(source, builder));
	}

	private static boolean isLost(Map<String, RuleSourceStatus> sources) {
		RuleSourceStatus controlPlane = sources.get(ControlPlaneRuleSource.NAME);
		return controlPlane != null && controlPlane.state() == RuleSourceStatus.State.DISCONNECTED;
	}

	private long rejected() {
		return this.store.snapshot()
			.rejections()
			.stream()
			.filter((problem) -> problem.severity() == Rejection.Severity.ERROR)
			.count();
	}

	private static void addSource(Map.Entry<String, RuleSourceStatus> source, Health.Builder builder) {
		RuleSourceStatus status = source.getValue();
		builder.withDetail("source." + source.getKey(), status.state() + ": " + status.detail());
	}

}
