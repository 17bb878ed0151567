package io.opensergo.spring.sentinel;

import io.opensergo.spring.sentinel.limit.CircuitBreaker.Admitting;
import org.jspecify.annotations.Nullable;

/**
 * What a request holds of a resource with guards of any kind. The first rate limit and
 * the first breaker have fields, because seldom are there more.
 */
final class FullAdmission extends Admission {

	/**
	 * When the guards were asked.
	 */
	private final long acquired;

	private short begun;

	private short tickets;

	private short admitted;

	private short waits;

	private long ticket;

	private @Nullable Admitting admitting;

	private @Nullable Further further;

	FullAdmission(ResourceGuards guards, long now) {
		super(guards);
		this.acquired = now;
	}

	void keep(long ticket) {
		if (this.tickets == 0) {
			this.ticket = ticket;
		}
		else {
			further().tickets[this.tickets] = ticket;
		}
		this.tickets++;
	}

	void begin() {
		this.begun++;
	}

	void keep(Admitting admitting) {
		if (this.admitted == 0) {
			this.admitting = admitting;
		}
		else {
			further().admitting[this.admitted] = admitting;
		}
		this.admitted++;
	}

	void keepWait(int count, long wait) {
		Further further = further();
		further.count = count;
		further.waits[this.waits] = wait;
		this.waits++;
	}

	/**
	 * The longest wait for a turn.
	 * @return nanoseconds
	 */
	long longestWait() {
		long longest = 0;
		if (this.further != null) {
			for (long wait : this.further.waits) {
				longest = Math.max(longest, wait);
			}
		}
		return longest;
	}

	/**
	 * The request has begun, or will begin, after a wait.
	 * @param now when
	 */
	void started(long now) {
		further().waited = now - this.acquired;
	}

	private Further further() {
		if (this.further == null) {
			this.further = new Further(guards());
		}
		return this.further;
	}

	@Override
	void complete(@Nullable Throwable error) {
		guards().endConcurrencies(this.begun);
		if (this.admitted > 0) {
			long now = guards().now();
			long started = this.acquired + ((this.further != null) ? this.further.waited : 0);
			for (int i = 0; i < this.admitted; i++) {
				BreakerGuard guard = guards().breaker(i);
				guard.breaker().complete(admitting(i), guard.isBad(error, now - started), now);
			}
		}
	}

	@Override
	void giveBack() {
		guards().endConcurrencies(this.begun);
		for (int i = 0; i < this.admitted; i++) {
			guards().breaker(i).breaker().withdraw(admitting(i));
		}
		for (int i = 0; i < this.waits; i++) {
			guards().throttle(i).throttle().giveBack(further().count, this.acquired, further().waits[i]);
		}
		if (this.tickets > 0) {
			long now = guards().now();
			for (int i = 0; i < this.tickets; i++) {
				long ticket = (i == 0 || this.further == null) ? this.ticket : this.further.tickets[i];
				guards().ticketGuard(i).giveBack(ticket, this.acquired, now);
			}
		}
	}

	private Admitting admitting(int index) {
		Admitting admitting = (index == 0 || this.further == null) ? this.admitting : this.further.admitting[index];
		if (admitting == null) {
			throw new IllegalStateException("Not admitted");
		}
		return admitting;
	}

	/**
	 * What seldom a request holds.
	 */
	private static final class Further {

		private final long[] tickets;

		private final @Nullable Admitting[] admitting;

		private final long[] waits;

		/**
		 * For how many requests there is a turn.
		 */
		private int count;

		/**
		 * How long the request has waited.
		 */
		private long waited;

		Further(ResourceGuards guards) {
			this.tickets = new long[guards.tickets()];
			this.admitting = new Admitting[guards.breakers()];
			this.waits = new long[guards.throttles()];
		}

	}

}
