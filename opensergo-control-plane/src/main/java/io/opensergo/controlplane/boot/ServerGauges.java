package io.opensergo.controlplane.boot;

import java.util.function.ToDoubleFunction;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.binder.MeterBinder;
import io.opensergo.controlplane.server.ControlPlaneServer;
import io.opensergo.core.source.RuleStore;

/**
 * How much there is of everything.
 */
final class ServerGauges implements MeterBinder {

	private final ControlPlaneServer server;

	private final RuleStore rules;

	ServerGauges(ControlPlaneServer server, RuleStore rules) {
		this.server = server;
		this.rules = rules;
	}

	@Override
	public void bindTo(MeterRegistry registry) {
		gauge(registry, "connections", "Open connections", this.server, ControlPlaneServer::connections);
		gauge(registry, "streams", "Open streams", this.server, ControlPlaneServer::streams);
		gauge(registry, "keys", "Keys that somebody subscribed to", this.server, (server) -> server.keys().size());
		gauge(registry, "rules", "Rules in force", this.rules, (rules) -> rules.snapshot().rules().size());
		gauge(registry, "problems", "Problems of rules", this.rules, (rules) -> rules.snapshot().rejections().size());
	}

	private static <T> void gauge(MeterRegistry registry, String name, String description, T subject,
			ToDoubleFunction<T> value) {
		Gauge.builder("opensergo.control.plane." + name, subject, value).description(description).register(registry);
	}

}
