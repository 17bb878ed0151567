package io.opensergo.spring.actuate;

import java.util.Locale;

import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.binder.MeterBinder;
import io.opensergo.core.context.PropagationDrops;
import io.opensergo.core.context.PropagationDrops.Reason;
import io.opensergo.core.engine.RoutingFailures;
import io.opensergo.core.engine.RuleEngine;
import io.opensergo.core.source.RuleStore;
import io.opensergo.spring.propagation.InboundColoring;
import io.opensergo.spring.propagation.LaneCookie;
import org.jspecify.annotations.Nullable;

/**
 * Counts of dropped tags and failures, and the size and version of the rules.
 */
public final class OpenSergoMetrics implements MeterBinder {

	private final RuleStore store;

	private final RuleEngine engine;

	private final RoutingFailures failures;

	private final PropagationDrops drops;

	private final @Nullable InboundColoring coloring;

	private final @Nullable LaneCookie cookie;

	/**
	 * Creates the metrics.
	 * @param store the rules as they came
	 * @param engine the rules in force
	 * @param failures the count of failures
	 * @param drops the count of what was not carried
	 * @param coloring the counts of dropped tags, {@code null} in an application without
	 * inbound requests
	 * @param cookie the count of dropped cookies, {@code null} where there is no lane
	 * cookie
	 */
	public OpenSergoMetrics(RuleStore store, RuleEngine engine, RoutingFailures failures, PropagationDrops drops,
			@Nullable InboundColoring coloring, @Nullable LaneCookie cookie) {
		this.store = store;
		this.engine = engine;
		this.failures = failures;
		this.drops = drops;
		this.coloring = coloring;
		this.cookie = cookie;
	}

	@Override
	public void bindTo(MeterRegistry registry) {
		Gauge.builder("opensergo.rules", this.store, (store) -> store.snapshot().rules().size())
			.description("Rules of the snapshot")
			.register(registry);
		Gauge.builder("opensergo.rules.version", this.engine, (engine) -> engine.current().version())
			.description("Version of the snapshot in force")
			.register(registry);
		FunctionCounter.builder("opensergo.failures", this.failures, RoutingFailures::count)
			.description("Requests passed on without rules because of a failure")
			.register(registry);
		for (Reason reason : Reason.values()) {
			FunctionCounter.builder("opensergo.propagation.dropped", this.drops, (drops) -> drops.count(reason))
				.description("Headers and baggage entries that were not carried")
				.tag("reason", reason.name().toLowerCase(Locale.ROOT))
				.register(registry);
		}
		if (this.coloring != null) {
			FunctionCounter.builder("opensergo.tags.dropped", this.coloring, InboundColoring::invalidTags)
				.description("Lane tags dropped on the way in")
				.tag("reason", "invalid")
				.register(registry);
			FunctionCounter.builder("opensergo.tags.dropped", this.coloring, InboundColoring::untrustedTags)
				.description("Lane tags dropped on the way in")
				.tag("reason", "untrusted")
				.register(registry);
		}
		if (this.cookie != null) {
			FunctionCounter.builder("opensergo.tags.dropped", this.cookie, LaneCookie::dropped)
				.description("Lane tags dropped on the way in")
				.tag("reason", "cookie")
				.register(registry);
		}
	}

}
