package io.opensergo.spring.actuate;

import java.util.Map;

import io.opensergo.core.engine.RuleEngine;
import io.opensergo.core.rule.Rejection;
import io.opensergo.core.source.RuleSourceStatus;
import io.opensergo.core.source.RuleStore;

import org.springframework.boot.health.contributor.AbstractHealthIndicator;
import org.springframework.boot.health.contributor.Health;

/**
 * Tells of rules and their sources. Always up: an application without a control plane
 * keeps its last good rules and must not be taken out of service for that.
 */
public final class OpenSergoHealthIndicator extends AbstractHealthIndicator {

	private final RuleStore store;

	private final RuleEngine engine;

	/**
	 * Creates an indicator.
	 * @param store the rules as they came
	 * @param engine the rules in force
	 */
	public OpenSergoHealthIndicator(RuleStore store, RuleEngine engine) {
		this.store = store;
		this.engine = engine;
	}

	@Override
	protected void doHealthCheck(Health.Builder builder) {
		builder.up()
			.withDetail("version", this.engine.current().version())
			.withDetail("rules", this.store.snapshot().rules().size())
			.withDetail("rejected", rejected());
		this.store.status().entrySet().forEach((source) -> addSource(source, builder));
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
