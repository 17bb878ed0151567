package io.opensergo.spring.actuate;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.ReentrantLock;

import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.binder.MeterBinder;
import io.opensergo.spring.sentinel.ProtectionCounts;
import io.opensergo.spring.sentinel.ProtectionListener;

/**
 * What fault-tolerance rules let pass and block, for each rule and resource. The number
 * of resources is bounded by the rules, and for rules with patterns by the engine.
 */
public final class ProtectionMetrics implements MeterBinder, ProtectionListener {

	private final ReentrantLock lock = new ReentrantLock();

	private final List<MeterRegistry> registries = new ArrayList<>();

	private final List<ProtectionCounts> counts = new ArrayList<>();

	@Override
	public void bindTo(MeterRegistry registry) {
		this.lock.lock();
		try {
			this.registries.add(registry);
			this.counts.forEach((counts) -> register(counts, registry));
		}
		finally {
			this.lock.unlock();
		}
	}

	@Override
	public void counting(ProtectionCounts counts) {
		this.lock.lock();
		try {
			this.counts.add(counts);
			this.registries.forEach((registry) -> register(counts, registry));
		}
		finally {
			this.lock.unlock();
		}
	}

	private static void register(ProtectionCounts counts, MeterRegistry registry) {
		FunctionCounter.builder("opensergo.protection", counts, ProtectionCounts::passed)
			.description("Requests that a fault-tolerance rule let pass or blocked")
			.tag("resource", counts.resource())
			.tag("rule", counts.rule().qualifiedName())
			.tag("outcome", "pass")
			.register(registry);
		FunctionCounter.builder("opensergo.protection", counts, ProtectionCounts::blocked)
			.description("Requests that a fault-tolerance rule let pass or blocked")
			.tag("resource", counts.resource())
			.tag("rule", counts.rule().qualifiedName())
			.tag("outcome", "block")
			.register(registry);
	}

}
