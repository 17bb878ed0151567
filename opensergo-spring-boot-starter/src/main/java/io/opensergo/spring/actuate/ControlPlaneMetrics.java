package io.opensergo.spring.actuate;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.concurrent.TimeUnit;

import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.FunctionTimer;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.TimeGauge;
import io.micrometer.core.instrument.binder.MeterBinder;
import io.opensergo.client.ControlPlaneRuleSource;

/**
 * The link to the control plane in figures.
 */
public final class ControlPlaneMetrics implements MeterBinder {

	private final ControlPlaneRuleSource source;

	private final InstantSource clock;

	/**
	 * Creates the metrics.
	 * @param source the link
	 * @param clock tells how old rules are
	 */
	public ControlPlaneMetrics(ControlPlaneRuleSource source, InstantSource clock) {
		this.source = source;
		this.clock = clock;
	}

	@Override
	public void bindTo(MeterRegistry registry) {
		Gauge.builder("opensergo.client.connected", this.source, (link) -> link.statistics().connected() ? 1 : 0)
			.description("Whether the control plane is connected")
			.register(registry);
		FunctionCounter.builder("opensergo.client.reconnects", this.source, (link) -> link.statistics().reconnects())
			.description("Connections to the control plane after the first one")
			.register(registry);
		FunctionCounter.builder("opensergo.client.pushes", this.source, (link) -> link.statistics().pushes())
			.description("Messages with rules that have come in")
			.register(registry);
		FunctionCounter.builder("opensergo.client.rejections", this.source, (link) -> link.statistics().rejections())
			.description("Messages with rules that were refused")
			.register(registry);
		FunctionTimer
			.builder("opensergo.client.apply", this.source, (link) -> link.statistics().applications(),
					(link) -> link.statistics().applyTime().toNanos(), TimeUnit.NANOSECONDS)
			.description("How long rules take to come into force")
			.register(registry);
		TimeGauge.builder("opensergo.client.snapshot.age", this.source, TimeUnit.SECONDS, this::age)
			.description("Time since rules came into force last")
			.register(registry);
	}

	private double age(ControlPlaneRuleSource link) {
		Instant update = link.status().lastUpdate();
		return (update != null) ? Duration.between(update, this.clock.instant()).toMillis() / 1000.0 : Double.NaN;
	}

}
