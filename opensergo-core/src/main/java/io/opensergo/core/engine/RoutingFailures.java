package io.opensergo.core.engine;

import java.time.Clock;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.LongAdder;

import io.opensergo.core.route.RouteDecision;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Counts what went wrong while calls were routed and protected, and logs it without
 * flooding the log. Safe for all threads.
 */
public final class RoutingFailures {

	/**
	 * The least time between two log lines of failures.
	 */
	static final Duration LOG_INTERVAL = Duration.ofMinutes(1);

	private static final int MAX_REPORTS = 1024;

	private static final Logger logger = LoggerFactory.getLogger(RoutingFailures.class);

	private final Clock clock;

	private final LongAdder count = new LongAdder();

	private final AtomicLong nextLog = new AtomicLong(Long.MIN_VALUE);

	private final Set<String> reported = ConcurrentHashMap.newKeySet();

	/**
	 * Creates a count of zero.
	 * @param clock the time between log lines is measured with
	 */
	public RoutingFailures(Clock clock) {
		this.clock = clock;
	}

	/**
	 * How many requests were passed on without rules because of a failure.
	 * @return the count since the start
	 */
	public long count() {
		return this.count.sum();
	}

	/**
	 * A call could not be routed and goes as without rules.
	 * @param serviceId the called service
	 * @param failure what happened
	 */
	public void failed(String serviceId, RuntimeException failure) {
		count("Routing a call to the service '" + serviceId
				+ "' failed; the call goes to any instance, as without rules", failure);
	}

	/**
	 * The lane of an inbound request could not be told; it goes on without one.
	 * @param failure what happened
	 */
	public void coloringFailed(RuntimeException failure) {
		count("Asking the entry rules for the lane of a request failed; the request has no lane", failure);
	}

	/**
	 * The protection of a resource failed; the request passes.
	 * @param resource the resource
	 * @param failure what happened
	 */
	public void protectionFailed(String resource, Throwable failure) {
		count("Protecting the resource '" + resource + "' failed; the request passes, as without rules", failure);
	}

	private void count(String what, Throwable failure) {
		this.count.increment();
		long now = this.clock.millis();
		long next = this.nextLog.get();
		if (now >= next && this.nextLog.compareAndSet(next, now + LOG_INTERVAL.toMillis())) {
			logger.error("{}. {} such failures so far. Please report this with the rules of /actuator/opensergo", what,
					count(), failure);
		}
	}

	/**
	 * A decision that cannot be carried out at this place: the call goes to the baseline
	 * of the service. Logged once for each rule and service.
	 * @param serviceId the called service
	 * @param decision the decision
	 */
	public void notHonored(String serviceId, RouteDecision decision) {
		if (this.reported.size() < MAX_REPORTS && this.reported.add(serviceId + " " + decision.rule())) {
			logger.warn(
					"{} answers some calls to the service '{}' with a redirect or a direct response. "
							+ "A load balancer cannot do that: such calls go to the baseline of the service; "
							+ "route them through a gateway, or drop that route from the rule",
					decision.rule(), serviceId);
		}
	}

	/**
	 * A part of the policy of a service that cannot be applied at this place. Logged once
	 * for each service and part.
	 * @param serviceId the called service
	 * @param part the part, as its key in the rule
	 * @param reason why it is not applied
	 * @param fix what to do
	 */
	public void notApplied(String serviceId, String part, String reason, String fix) {
		if (this.reported.size() < MAX_REPORTS && this.reported.add(serviceId + " " + part)) {
			logger.warn("'{}' in the VirtualWorkload of the service '{}' is not applied: {}. To have it applied, {}",
					part, serviceId, reason, fix);
		}
	}

}
