package io.opensergo.spring.sentinel.limit;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReferenceArray;
import java.util.concurrent.atomic.AtomicReferenceFieldUpdater;

import org.jspecify.annotations.Nullable;

/**
 * Opens when the share of bad requests reaches a ratio, and lets one request probe after
 * a while. Safe for all threads.
 * <p>
 * The window slides in steps of a tenth: the share is that of the last nine to ten tenths
 * of the duration. A request counts in the state in which it was admitted: what began
 * before the breaker opened says nothing about how it is after it has closed. While a
 * request probes, its result alone decides.
 */
public final class CircuitBreaker {

	/**
	 * A probe of which nothing is heard for so long, and for as long as the recovery
	 * takes, is given up, so that an entry that is never ended does not keep the breaker
	 * open for ever.
	 */
	static final Duration PROBE_PATIENCE = Duration.ofMinutes(1);

	private static final AtomicReferenceFieldUpdater<CircuitBreaker, Admitting> STATE = AtomicReferenceFieldUpdater
		.newUpdater(CircuitBreaker.class, Admitting.class, "state");

	private static final int STEPS = 10;

	private static final int BAD_BITS = 32;

	private final double ratio;

	private final long step;

	private final long recovery;

	private final int minRequests;

	private final Listener listener;

	private volatile Admitting state;

	/**
	 * Creates a closed breaker.
	 * @param ratio the share of bad requests that opens it, above 0 and at most 1
	 * @param window the duration that is looked at, above 0
	 * @param recovery how long it stays open
	 * @param minRequests the fewest requests in the window at which it may open
	 * @param listener told of each change
	 */
	public CircuitBreaker(double ratio, Duration window, Duration recovery, int minRequests, Listener listener) {
		this.ratio = ratio;
		this.step = Math.max(1, Nanos.of(window) / STEPS);
		this.recovery = Nanos.of(recovery);
		this.minRequests = minRequests;
		this.listener = listener;
		this.state = new Closed(this.step);
	}

	/**
	 * Asks whether a request may pass.
	 * @param now the time
	 * @return what to give to {@link #complete} or {@link #withdraw}, {@code null} when
	 * the request may not pass
	 */
	public @Nullable Admitting admit(long now) {
		for (;;) {
			Admitting state = this.state;
			if (state instanceof Closed) {
				return state;
			}
			if (now - state.nextProbe() < 0) {
				return null;
			}
			HalfOpen probe = new HalfOpen(now + Math.max(this.recovery, PROBE_PATIENCE.toNanos()), now);
			if (STATE.compareAndSet(this, state, probe)) {
				if (state instanceof Open) {
					this.listener.changed(State.OPEN, State.HALF_OPEN);
				}
				return probe;
			}
		}
	}

	/**
	 * How long the breaker refuses yet.
	 * @param now the time
	 * @return nanoseconds, 0 or more; while a request probes, 0
	 */
	public long retryIn(long now) {
		return (this.state instanceof Open open) ? Math.max(open.retryAt - now, 0) : 0;
	}

	/**
	 * A request that was admitted did not pass after all.
	 * @param admitted what {@link #admit} gave
	 */
	public void withdraw(Admitting admitted) {
		if (admitted instanceof HalfOpen probe && STATE.compareAndSet(this, probe, new Open(probe.began))) {
			this.listener.changed(State.HALF_OPEN, State.OPEN);
		}
	}

	/**
	 * A request that was admitted has ended.
	 * @param admitted what {@link #admit} gave
	 * @param bad whether it counts as bad
	 * @param now the time
	 */
	public void complete(Admitting admitted, boolean bad, long now) {
		if (this.state != admitted) {
			return;
		}
		if (admitted instanceof Closed closed) {
			if (closed.opens(bad, now, this.ratio, this.minRequests)
					&& STATE.compareAndSet(this, closed, new Open(now + this.recovery))) {
				this.listener.changed(State.CLOSED, State.OPEN);
			}
		}
		else if (bad) {
			if (STATE.compareAndSet(this, admitted, new Open(now + this.recovery))) {
				this.listener.changed(State.HALF_OPEN, State.OPEN);
			}
		}
		else if (STATE.compareAndSet(this, admitted, new Closed(this.step))) {
			this.listener.changed(State.HALF_OPEN, State.CLOSED);
		}
	}

	/**
	 * The state now. An open breaker whose time is over stays open until a request comes.
	 * @return the state
	 */
	public State state() {
		Admitting state = this.state;
		if (state instanceof Closed) {
			return State.CLOSED;
		}
		return (state instanceof Open) ? State.OPEN : State.HALF_OPEN;
	}

	/**
	 * What a breaker does with requests.
	 */
	public enum State {

		/**
		 * All pass.
		 */
		CLOSED,

		/**
		 * None passes.
		 */
		OPEN,

		/**
		 * One probes, no other passes.
		 */
		HALF_OPEN

	}

	/**
	 * Hears of changes, on the thread of the request that causes them.
	 */
	@FunctionalInterface
	public interface Listener {

		/**
		 * The breaker has changed.
		 * @param from the state before
		 * @param to the state now
		 */
		void changed(State from, State to);

	}

	/**
	 * The state in which a request was admitted.
	 */
	public abstract static sealed class Admitting permits Closed, Open, HalfOpen {

		/**
		 * When a request may probe.
		 */
		abstract long nextProbe();

	}

	private static final class Open extends Admitting {

		private final long retryAt;

		Open(long retryAt) {
			this.retryAt = retryAt;
		}

		@Override
		long nextProbe() {
			return this.retryAt;
		}

	}

	private static final class HalfOpen extends Admitting {

		private final long patienceEnds;

		private final long began;

		HalfOpen(long patienceEnds, long began) {
			this.patienceEnds = patienceEnds;
			this.began = began;
		}

		@Override
		long nextProbe() {
			return this.patienceEnds;
		}

	}

	private static final class Closed extends Admitting {

		private final long length;

		private final AtomicReferenceArray<@Nullable Step> steps = new AtomicReferenceArray<>(STEPS);

		Closed(long length) {
			this.length = length;
		}

		@Override
		long nextProbe() {
			throw new IllegalStateException("A closed breaker needs no probe");
		}

		/**
		 * Counts a request.
		 * @return whether the share of bad ones reaches the ratio with it
		 */
		boolean opens(boolean bad, long now, double ratio, int minRequests) {
			long number = Math.floorDiv(now, this.length);
			step(number).counts.addAndGet((1L << BAD_BITS) + (bad ? 1 : 0));
			long requests = 0;
			long failures = 0;
			for (int i = 0; i < STEPS; i++) {
				Step step = this.steps.get(i);
				if (step != null && number - step.number < STEPS) {
					long counts = step.counts.get();
					requests += counts >>> BAD_BITS;
					failures += counts & ((1L << BAD_BITS) - 1);
				}
			}
			// by division, of which 7 of 100 reaches 0.07
			return requests >= minRequests && failures > 0 && (double) failures / requests >= ratio;
		}

		private Step step(long number) {
			int index = (int) Math.floorMod(number, (long) STEPS);
			for (;;) {
				Step step = this.steps.get(index);
				if (step != null && step.number >= number) {
					return step;
				}
				Step next = new Step(number);
				if (this.steps.compareAndSet(index, step, next)) {
					return next;
				}
			}
		}

	}

	/**
	 * A tenth of the window.
	 */
	private static final class Step {

		private final long number;

		/**
		 * Requests in the upper half, bad ones in the lower.
		 */
		private final AtomicLong counts = new AtomicLong();

		Step(long number) {
			this.number = number;
		}

	}

}
