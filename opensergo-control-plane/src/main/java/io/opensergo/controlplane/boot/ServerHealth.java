package io.opensergo.controlplane.boot;

import io.opensergo.controlplane.server.ControlPlaneServer;
import io.opensergo.core.source.RuleStore;

import org.springframework.boot.health.contributor.AbstractHealthIndicator;
import org.springframework.boot.health.contributor.Health;

/**
 * Up while clients can connect. A folder that went away is a detail: the last good rules
 * are served, and a restart would lose them.
 */
final class ServerHealth extends AbstractHealthIndicator {

	private final ControlPlaneServer server;

	private final RuleStore rules;

	ServerHealth(ControlPlaneServer server, RuleStore rules) {
		super("The state of the control plane cannot be told");
		this.server = server;
		this.rules = rules;
	}

	@Override
	protected void doHealthCheck(Health.Builder builder) {
		if (this.server.listening()) {
			builder.up();
		}
		else {
			builder.outOfService();
		}
		builder.withDetail("streams", this.server.streams())
			.withDetail("rules", this.rules.snapshot().rules().size())
			.withDetail("problems", this.rules.snapshot().rejections().size());
		this.rules.status()
			.forEach((source, status) -> builder.withDetail(source, status.state() + ": " + status.detail()));
	}

}
