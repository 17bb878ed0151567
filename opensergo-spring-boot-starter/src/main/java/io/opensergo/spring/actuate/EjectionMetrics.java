package io.opensergo.spring.actuate;

import java.util.List;
import java.util.Locale;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Supplier;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.binder.MeterBinder;
import io.opensergo.core.outlier.Ejection;
import io.opensergo.core.outlier.EjectionEvent;
import io.opensergo.core.outlier.EjectionListener;

/**
 * Counts of ejected instances by service: called services whose VirtualWorkload has
 * {@code outlierDetection}.
 */
public final class EjectionMetrics implements MeterBinder, EjectionListener {

	private final Supplier<List<Ejection>> ejections;

	private final List<MeterRegistry> registries = new CopyOnWriteArrayList<>();

	/**
	 * Creates the metrics.
	 * @param ejections the instances that get no calls for a while
	 */
	public EjectionMetrics(Supplier<List<Ejection>> ejections) {
		this.ejections = ejections;
	}

	@Override
	public void bindTo(MeterRegistry registry) {
		Gauge.builder("opensergo.outlier.ejected", this.ejections, (ejections) -> ejections.get().size())
			.description("Instances that get no calls for a while")
			.register(registry);
		this.registries.add(registry);
	}

	@Override
	public void onEjection(EjectionEvent event) {
		for (MeterRegistry registry : this.registries) {
			Counter.builder("opensergo.outlier.ejections")
				.description("Instances that were ejected, that came back, or whose ejection the rule refused")
				.tag("service", event.ejection().service())
				.tag("outcome", event.outcome().name().toLowerCase(Locale.ROOT))
				.register(registry)
				.increment();
		}
	}

}
