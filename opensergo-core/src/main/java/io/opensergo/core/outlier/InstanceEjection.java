package io.opensergo.core.outlier;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import java.util.function.LongSupplier;

import io.opensergo.core.outlier.EjectionEvent.Outcome;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Watches the calls of this application and ejects instances that keep failing, each
 * destination by its own policy, as Envoy does for each cluster. Unlike there an instance
 * does not come back with its full share when its time is over: one call tries it first.
 * Nothing runs in the background; calls move the state on. Safe for all threads.
 *
 * @param <T> the type of an instance
 * @see <a href=
 * "https://www.envoyproxy.io/docs/envoy/latest/intro/arch_overview/upstream/outlier">Envoy:
 * outlier detection</a>
 */
public final class InstanceEjection<T> {

	/**
	 * After this time a call that tries an instance and has not ended is given up, and
	 * another one may try.
	 */
	static final Duration LONGEST_PROBE = Duration.ofMinutes(1);

	/**
	 * What is known of a destination that nobody calls any more is forgotten after this
	 * time, or twice its longest ejection if that is longer.
	 */
	static final Duration UNUSED = Duration.ofMinutes(10);

	private static final Logger logger = LoggerFactory.getLogger(InstanceEjection.class);

	private final Function<T, String> address;

	private final Function<String, Set<OutlierPolicy>> policies;

	private final LongSupplier nanoTime;

	private final InstantSource clock;

	private final EjectionListener listener;

	private final Map<Scope, OutlierDetector<T>> detectors = new ConcurrentHashMap<>();

	private final OpenCalls<CallWatch> calls = new OpenCalls<>(CallWatch::abandoned);

	/**
	 * Creates an ejection that has seen no call.
	 * @param address host and port of an instance
	 * @param policies the policies of a service that are in force
	 * @param nanoTime the time ejections are measured with, in nanoseconds
	 * @param clock the time that people read
	 * @param listener is told of each ejection; must not block
	 */
	public InstanceEjection(Function<T, String> address, Function<String, Set<OutlierPolicy>> policies,
			LongSupplier nanoTime, InstantSource clock, EjectionListener listener) {
		this.address = address;
		this.policies = policies;
		this.nanoTime = nanoTime;
		this.clock = clock;
		this.listener = listener;
	}

	/**
	 * The detector of a destination. It is the one from before, with all it knows, as
	 * long as the policy is the same.
	 * @param service the called service
	 * @param destination the part of the service, as people should read it
	 * @param policy its policy
	 * @return the detector
	 */
	public OutlierDetector<T> detector(String service, String destination, OutlierPolicy policy) {
		return this.detectors.compute(new Scope(service, destination),
				(scope, known) -> (known != null && known.policy().equals(policy)) ? known
						: new OutlierDetector<>(this, service, destination, policy));
	}

	/**
	 * Forgets the destinations of a service that no policy in force ejects from, and
	 * those that nobody calls any more. To be called when the rules or the instances of
	 * the service are new.
	 * @param service the service
	 */
	public void refresh(String service) {
		if (this.detectors.isEmpty()) {
			return;
		}
		Set<OutlierPolicy> inForce = this.policies.apply(service);
		long now = nanoTime();
		this.detectors.entrySet()
			.removeIf((entry) -> entry.getKey().service().equals(service)
					&& (!inForce.contains(entry.getValue().policy()) || isUnused(entry.getValue(), now)));
	}

	private static boolean isUnused(OutlierDetector<?> detector, long now) {
		return detector.isUnused(now, Math.max(UNUSED.toNanos(), 2 * detector.policy().maxEjectionTime()));
	}

	/**
	 * Whether no call is watched.
	 * @return {@code true} when the end of a call need not be told
	 */
	public boolean isIdle() {
		return this.calls.isEmpty();
	}

	/**
	 * A call has ended.
	 * @param call the call, by the identity that it was watched with
	 * @param instance the instance that served it, {@code null} when it was not sent
	 * @param result what it says about the instance
	 */
	public void completed(Object call, @Nullable T instance, CallResult result) {
		CallWatch watch = this.calls.remove(call);
		if (watch == null) {
			return;
		}
		if (instance != null) {
			watch.completed(addressOf(instance), result);
		}
		else {
			watch.abandoned();
		}
	}

	/**
	 * The instances that are ejected now.
	 * @return the ejections by service, destination and instance
	 */
	public List<Ejection> ejections() {
		this.detectors.keySet().stream().map(Scope::service).distinct().toList().forEach(this::refresh);
		return this.detectors.values()
			.stream()
			.flatMap((detector) -> detector.ejections().stream())
			.sorted(Comparator.comparing(Ejection::service)
				.thenComparing(Ejection::destination)
				.thenComparing(Ejection::instance))
			.toList();
	}

	/**
	 * The number of destinations that something is known of.
	 */
	int size() {
		return this.detectors.size();
	}

	void watch(Object call, CallWatch watch) {
		CallWatch before = this.calls.put(call, watch);
		if (before != null) {
			before.abandoned();
		}
	}

	String addressOf(T instance) {
		return this.address.apply(instance);
	}

	long nanoTime() {
		return this.nanoTime.getAsLong();
	}

	Instant instant() {
		return this.clock.instant();
	}

	void happened(EjectionEvent event, boolean tell) {
		if (tell) {
			log(event.outcome(), event.ejection());
		}
		try {
			this.listener.onEjection(event);
		}
		catch (RuntimeException ex) {
			logger.warn("A listener of ejections failed", ex);
		}
	}

	private void log(Outcome outcome, Ejection ejection) {
		switch (outcome) {
			case EJECTED -> logger.warn("{} of the service '{}' ({}) is ejected until {}: {}", ejection.instance(),
					ejection.service(), ejection.destination(), ejection.until(), ejection.reason());
			case RETURNED -> logger.info("{} of the service '{}' ({}) is back", ejection.instance(), ejection.service(),
					ejection.destination());
			case REFUSED -> logger.warn(
					"{} of the service '{}' ({}) fails but is not ejected: maxEjectionPercent is {}. "
							+ "To have it ejected, raise maxEjectionPercent in the VirtualWorkload",
					ejection.instance(), ejection.service(), ejection.destination(), limit(ejection));
		}
	}

	private String limit(Ejection ejection) {
		OutlierDetector<T> detector = this.detectors.get(new Scope(ejection.service(), ejection.destination()));
		return (detector != null) ? detector.describe() : "reached";
	}

	/**
	 * A destination.
	 *
	 * @param service the service
	 * @param destination the part of it
	 */
	private record Scope(String service, String destination) {
	}

}
