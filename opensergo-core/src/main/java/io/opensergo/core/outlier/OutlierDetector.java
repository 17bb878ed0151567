package io.opensergo.core.outlier;

import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

import io.opensergo.core.outlier.EjectionEvent.Outcome;
import io.opensergo.core.outlier.InstanceHealth.ProbeLease;
import io.opensergo.core.outlier.InstanceHealth.Term;
import org.jspecify.annotations.Nullable;

/**
 * Watches the instances of one destination: of a subset, a lane or the baseline of a
 * service. Safe for all threads; the threads of calls take a lock only when an ejection
 * begins or ends or the list of instances is a new one.
 *
 * @param <T> the type of an instance
 */
public final class OutlierDetector<T> implements CallWatch {

	private final InstanceEjection<T> ejection;

	private final String service;

	private final String destination;

	private final OutlierPolicy policy;

	private volatile View<T> view = new View<>(List.of(), Map.of(), List.of(), List.of());

	private volatile boolean used = true;

	private volatile long lastUse;

	private boolean refusalTold;

	OutlierDetector(InstanceEjection<T> ejection, String service, String destination, OutlierPolicy policy) {
		this.ejection = ejection;
		this.service = service;
		this.destination = destination;
		this.policy = policy;
	}

	OutlierPolicy policy() {
		return this.policy;
	}

	/**
	 * Whether no call was watched for a time.
	 * @param now the time now; a look tells the time of the calls since the look before
	 * @param time the time
	 */
	boolean isUnused(long now, long time) {
		if (this.used) {
			this.used = false;
			this.lastUse = now;
		}
		return now - this.lastUse > time;
	}

	/**
	 * The instances that calls go to.
	 * @param candidates the instances of the destination; what is known of others is
	 * forgotten
	 * @return the same list until something changes: those that are not ejected; all of
	 * them when none is ejected or too few are left
	 */
	public List<T> usable(List<T> candidates) {
		return view(candidates).usable();
	}

	/**
	 * The instance that a call has to try, because its ejection is over and no other call
	 * is trying it.
	 * @param candidates the instances of the destination
	 * @param call the call, by its identity
	 * @return the instance, {@code null} when there is nothing to try
	 */
	public @Nullable T probe(List<T> candidates, Object call) {
		List<Member<T>> ejected = view(candidates).ejected();
		if (ejected.isEmpty()) {
			return null;
		}
		long now = this.ejection.nanoTime();
		for (Member<T> member : ejected) {
			ProbeLease lease = member.health().takeProbe(now, InstanceEjection.LONGEST_PROBE.toNanos());
			if (lease != null) {
				watch(call, new Probe(member.health(), lease));
				return member.instance();
			}
		}
		return null;
	}

	/**
	 * Counts the result of a call.
	 * @param call the call, by its identity
	 */
	public void watch(Object call) {
		watch(call, this);
	}

	private void watch(Object call, CallWatch watch) {
		if (!this.used) {
			this.used = true;
		}
		this.ejection.watch(call, watch);
	}

	private View<T> view(List<T> candidates) {
		View<T> view = this.view;
		return (view.candidates() == candidates) ? view : list(candidates);
	}

	private synchronized View<T> list(List<T> candidates) {
		Map<String, InstanceHealth> known = this.view.health();
		Map<String, InstanceHealth> health = new HashMap<>();
		for (T instance : candidates) {
			String address = this.ejection.addressOf(instance);
			InstanceHealth before = known.get(address);
			health.put(address, (before != null) ? before : new InstanceHealth(address));
		}
		return show(candidates, Map.copyOf(health));
	}

	private View<T> show(List<T> candidates, Map<String, InstanceHealth> health) {
		List<T> healthy = new ArrayList<>();
		List<Member<T>> ejected = new ArrayList<>();
		for (T instance : candidates) {
			InstanceHealth known = health.get(this.ejection.addressOf(instance));
			if (known == null || known.term() == null) {
				healthy.add(instance);
			}
			else {
				ejected.add(new Member<>(instance, known));
			}
		}
		boolean all = ejected.isEmpty() || this.policy.isPanic(healthy.size(), candidates.size());
		View<T> view = new View<>(candidates, health, all ? candidates : List.copyOf(healthy), List.copyOf(ejected));
		this.view = view;
		return view;
	}

	/**
	 * What was sent before an instance was ejected says nothing new of it.
	 */
	@Override
	public void completed(String instance, CallResult result) {
		InstanceHealth health = this.view.health().get(instance);
		if (health == null || health.term() != null) {
			return;
		}
		EjectionReason reason = health.count(this.policy, result);
		if (reason != null) {
			outlier(health, reason);
		}
	}

	@Override
	public void abandoned() {
		// nothing was counted yet
	}

	private void outlier(InstanceHealth health, EjectionReason reason) {
		EjectionEvent event;
		boolean tell = true;
		synchronized (this) {
			View<T> view = this.view;
			if (health.term() != null || view.health().get(health.address()) != health) {
				return;
			}
			long now = this.ejection.nanoTime();
			int ejected = (int) view.health().values().stream().filter((other) -> other.term() != null).count();
			if (this.policy.mayEject(ejected, view.health().size())) {
				event = event(Outcome.EJECTED, health, health.eject(this.policy, reason, now), now);
				this.refusalTold = false;
				show(view.candidates(), view.health());
			}
			else {
				event = event(Outcome.REFUSED, health, new Term(reason, now, 0, 0), now);
				tell = !this.refusalTold;
				this.refusalTold = true;
			}
		}
		this.ejection.happened(event, tell);
	}

	private void probed(InstanceHealth health, CallResult result) {
		EjectionEvent event;
		synchronized (this) {
			View<T> view = this.view;
			Term term = health.term();
			if (term == null || view.health().get(health.address()) != health) {
				return;
			}
			long now = this.ejection.nanoTime();
			if (this.policy.counts(result)) {
				event = event(Outcome.EJECTED, health, health.eject(this.policy, EjectionReason.FAILED_PROBE, now),
						now);
			}
			else {
				event = event(Outcome.RETURNED, health, term, now);
				health.giveBack(now);
				this.refusalTold = false;
			}
			show(view.candidates(), view.health());
		}
		this.ejection.happened(event, true);
	}

	/**
	 * The ejections now.
	 */
	List<Ejection> ejections() {
		long now = this.ejection.nanoTime();
		List<Ejection> ejections = new ArrayList<>();
		for (InstanceHealth health : this.view.health().values()) {
			Term term = health.term();
			if (term != null) {
				ejections.add(ejection(health, term, now));
			}
		}
		return ejections;
	}

	private EjectionEvent event(Outcome outcome, InstanceHealth health, Term term, long now) {
		return new EjectionEvent(outcome, ejection(health, term, now));
	}

	private Ejection ejection(InstanceHealth health, Term term, long now) {
		Instant until = this.ejection.instant().plusNanos(term.end() - now);
		return new Ejection(this.service, this.destination, health.address(), term.reason(),
				until.minusNanos(term.time()), until, term.multiplier());
	}

	String describe() {
		return this.policy.maxEjectionPercent() + " percent of " + this.view.health().size() + " instances";
	}

	/**
	 * What calls read.
	 *
	 * @param <T> the type of an instance
	 * @param candidates all instances, compared by identity
	 * @param health what is known of them, by address
	 * @param usable those that calls go to
	 * @param ejected those that are ejected
	 */
	private record View<T>(List<T> candidates, Map<String, InstanceHealth> health, List<T> usable,
			List<Member<T>> ejected) {
	}

	/**
	 * An ejected instance.
	 *
	 * @param <T> the type of an instance
	 * @param instance the instance
	 * @param health what is known of it
	 */
	private record Member<T>(T instance, InstanceHealth health) {
	}

	/**
	 * A call that tries an instance.
	 */
	private final class Probe implements CallWatch {

		private final InstanceHealth health;

		private final ProbeLease lease;

		Probe(InstanceHealth health, ProbeLease lease) {
			this.health = health;
			this.lease = lease;
		}

		@Override
		public void completed(String instance, CallResult result) {
			if (result == CallResult.UNKNOWN || !instance.equals(this.health.address())) {
				abandoned();
				OutlierDetector.this.completed(instance, result);
			}
			else {
				probed(this.health, result);
			}
		}

		@Override
		public void abandoned() {
			this.health.release(this.lease);
		}

	}

}
