package io.opensergo.controlplane.boot;

import java.time.Duration;
import java.util.Locale;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import io.opensergo.controlplane.server.ServerObserver;
import io.opensergo.core.rule.RuleKind;
import org.jspecify.annotations.Nullable;

/**
 * Counts what the server does.
 */
final class ServerMeters implements ServerObserver {

	private static final String PREFIX = "opensergo.control.plane.";

	private final MeterRegistry registry;

	ServerMeters(MeterRegistry registry) {
		this.registry = registry;
	}

	@Override
	public void sent(RuleKind kind, Duration latency) {
		timer("push", "From a change of rules to the connection of a client", kind).record(latency);
	}

	@Override
	public void answered(RuleKind kind, boolean accepted, @Nullable Duration latency) {
		Counter.builder(PREFIX + "answers")
			.description("What clients said of pushes")
			.tag("kind", kind.kind())
			.tag("answer", accepted ? "ack" : "nack")
			.register(this.registry)
			.increment();
		if (accepted && latency != null) {
			timer("apply", "From a change of rules to the client that says that it is in force", kind).record(latency);
		}
	}

	@Override
	public void refused(Refusal reason) {
		Counter.builder(PREFIX + "refusals")
			.description("Those that were turned away")
			.tag("reason", reason.name().toLowerCase(Locale.ROOT))
			.register(this.registry)
			.increment();
	}

	private Timer timer(String name, String description, RuleKind kind) {
		return Timer.builder(PREFIX + name)
			.description(description)
			.tag("kind", kind.kind())
			.publishPercentileHistogram()
			.minimumExpectedValue(Duration.ofMillis(1))
			.maximumExpectedValue(Duration.ofSeconds(10))
			.register(this.registry);
	}

}
