package io.opensergo.core.outlier;

import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;

import org.jspecify.annotations.Nullable;

/**
 * What is known of one instance of a destination. Errors are counted by all threads; an
 * ejection begins and ends under the lock of the detector.
 */
final class InstanceHealth {

	private final String address;

	private final AtomicInteger serverErrors = new AtomicInteger();

	private final AtomicInteger gatewayErrors = new AtomicInteger();

	private final AtomicInteger noAnswers = new AtomicInteger();

	private final AtomicReference<@Nullable ProbeLease> probe = new AtomicReference<>();

	private volatile @Nullable Term term;

	private int multiplier;

	private long healthySince;

	InstanceHealth(String address) {
		this.address = address;
	}

	String address() {
		return this.address;
	}

	/**
	 * The ejection.
	 * @return the ejection, {@code null} when the instance gets calls
	 */
	@Nullable Term term() {
		return this.term;
	}

	/**
	 * Counts the result of a call. As in Envoy a count starts again when it has reached
	 * its limit, whether the instance is ejected or not.
	 * @return the limit that is reached, {@code null} for none
	 */
	@Nullable EjectionReason count(OutlierPolicy policy, CallResult result) {
		switch (result) {
			case SUCCESS -> {
				reset(this.serverErrors);
				reset(this.gatewayErrors);
				reset(this.noAnswers);
			}
			case SERVER_ERROR -> {
				reset(this.gatewayErrors);
				reset(this.noAnswers);
				return countServerError(policy);
			}
			case GATEWAY_ERROR -> {
				reset(this.noAnswers);
				return countGatewayError(policy);
			}
			case NO_ANSWER -> {
				if (!policy.split()) {
					return countGatewayError(policy);
				}
				return reached(this.noAnswers, policy.noAnswers()) ? EjectionReason.CONSECUTIVE_LOCAL_ORIGIN_FAILURES
						: null;
			}
			case UNKNOWN -> {
			}
		}
		return null;
	}

	private @Nullable EjectionReason countServerError(OutlierPolicy policy) {
		return reached(this.serverErrors, policy.serverErrors()) ? EjectionReason.CONSECUTIVE_5XX_ERRORS : null;
	}

	private @Nullable EjectionReason countGatewayError(OutlierPolicy policy) {
		boolean gateway = reached(this.gatewayErrors, policy.gatewayErrors());
		EjectionReason server = countServerError(policy);
		return gateway ? EjectionReason.CONSECUTIVE_GATEWAY_ERRORS : server;
	}

	private static boolean reached(AtomicInteger count, int limit) {
		if (limit == 0 || count.incrementAndGet() < limit) {
			return false;
		}
		count.set(0);
		return true;
	}

	/**
	 * Most calls succeed: they must not fight for a cache line that is zero already.
	 */
	private static void reset(AtomicInteger count) {
		if (count.get() != 0) {
			count.set(0);
		}
	}

	/**
	 * Begins an ejection, or another one after a failed probe.
	 */
	Term eject(OutlierPolicy policy, EjectionReason reason, long now) {
		if (this.term == null && this.multiplier > 0) {
			long intervals = (now - this.healthySince) / policy.interval();
			this.multiplier = (int) Math.max(0, this.multiplier - intervals);
		}
		if (this.multiplier * policy.baseEjectionTime() < policy.maxEjectionTime() + policy.baseEjectionTime()) {
			this.multiplier++;
		}
		long time = Math.min(this.multiplier * policy.baseEjectionTime(), policy.maxEjectionTime());
		Term term = new Term(reason, now + time, time, this.multiplier);
		this.term = term;
		this.probe.set(null);
		return term;
	}

	/**
	 * Ends the ejection.
	 */
	void giveBack(long now) {
		this.serverErrors.set(0);
		this.gatewayErrors.set(0);
		this.noAnswers.set(0);
		this.healthySince = now;
		this.term = null;
		this.probe.set(null);
	}

	/**
	 * Lets one call try the instance when its ejection is over and no other call does.
	 * @return the right to try it, {@code null} when it must not be tried
	 */
	@Nullable ProbeLease takeProbe(long now, long longest) {
		Term term = this.term;
		if (term == null || now - term.end() < 0) {
			return null;
		}
		ProbeLease current = this.probe.get();
		if (current != null && now - current.end() < 0) {
			return null;
		}
		ProbeLease lease = new ProbeLease(now + longest);
		return this.probe.compareAndSet(current, lease) ? lease : null;
	}

	/**
	 * Lets the next call try the instance.
	 */
	void release(ProbeLease lease) {
		this.probe.compareAndSet(lease, null);
	}

	/**
	 * An ejection.
	 *
	 * @param reason why
	 * @param end when it is over
	 * @param time how long it takes
	 * @param multiplier how often the base ejection time
	 */
	record Term(EjectionReason reason, long end, long time, int multiplier) {
	}

	/**
	 * The right of one call to try the instance. Compared by identity.
	 */
	static final class ProbeLease {

		private final long end;

		ProbeLease(long end) {
			this.end = end;
		}

		long end() {
			return this.end;
		}

	}

}
