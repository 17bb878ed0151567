package io.opensergo.spring.sentinel;

import java.util.concurrent.atomic.AtomicIntegerFieldUpdater;

import com.alibaba.csp.sentinel.Entry;
import com.alibaba.csp.sentinel.context.Context;
import com.alibaba.csp.sentinel.util.function.BiConsumer;
import io.opensergo.spring.sentinel.limit.CircuitBreaker.Admitting;
import org.jspecify.annotations.Nullable;

/**
 * What one request holds of the guards of its resource, until it ends. The first of each
 * kind has a field, because seldom are there more. Filled by the thread that enters,
 * ended by any thread.
 */
final class Admission implements BiConsumer<Context, Entry> {

	private static final AtomicIntegerFieldUpdater<Admission> ENDED = AtomicIntegerFieldUpdater
		.newUpdater(Admission.class, "ended");

	private final ResourceGuards guards;

	private final ProtectionEngine engine;

	final int count;

	/**
	 * When the guards were asked.
	 */
	final long acquired;

	/**
	 * When the request began, after its wait.
	 */
	long started;

	/**
	 * The longest wait.
	 */
	long wait;

	/**
	 * How many limits of concurrency count the request.
	 */
	int begun;

	private int tickets;

	private long ticket;

	private long @Nullable [] furtherTickets;

	private int admitted;

	private @Nullable Admitting admitting;

	private @Nullable Admitting @Nullable [] furtherAdmitting;

	private int waits;

	private long @Nullable [] furtherWaits;

	private volatile int ended;

	/**
	 * That of another application in the same virtual machine.
	 */
	private @Nullable Admission next;

	Admission(ResourceGuards guards, ProtectionEngine engine, int count, long now) {
		this.guards = guards;
		this.engine = engine;
		this.count = count;
		this.acquired = now;
		this.started = now;
	}

	void keep(int index, long ticket) {
		if (index == 0) {
			this.ticket = ticket;
		}
		else {
			if (this.furtherTickets == null) {
				this.furtherTickets = new long[this.guards.tickets() - 1];
			}
			this.furtherTickets[index - 1] = ticket;
		}
		this.tickets++;
	}

	void keep(int index, Admitting admitting) {
		if (index == 0) {
			this.admitting = admitting;
		}
		else {
			if (this.furtherAdmitting == null) {
				this.furtherAdmitting = new Admitting[this.guards.breakers() - 1];
			}
			this.furtherAdmitting[index - 1] = admitting;
		}
		this.admitted++;
	}

	void keepWait(int index, long wait) {
		if (this.guards.throttles() > 1) {
			if (this.furtherWaits == null) {
				this.furtherWaits = new long[this.guards.throttles()];
			}
			this.furtherWaits[index] = wait;
		}
		this.wait = Math.max(this.wait, wait);
		this.waits++;
	}

	/**
	 * Adds what the request holds of another application.
	 * @param other the other one
	 * @return this one
	 */
	Admission and(@Nullable Admission other) {
		this.next = other;
		return this;
	}

	/**
	 * The request has passed everything.
	 */
	void passed() {
		for (Admission each = this; each != null; each = each.next) {
			each.guards.countPassed();
		}
	}

	/**
	 * The request did not pass after all.
	 */
	void withdraw() {
		for (Admission each = this; each != null; each = each.next) {
			each.giveBack();
		}
	}

	/**
	 * The entry has ended, blocked or not. Called once more than once, it has no effect.
	 */
	@Override
	public void accept(Context context, Entry entry) {
		try {
			if (entry.getBlockError() != null) {
				giveBack();
			}
			else {
				complete(entry.getError());
			}
		}
		catch (Throwable ex) {
			this.engine.failed(entry.getResourceWrapper().getName(), ex);
		}
	}

	private void complete(@Nullable Throwable error) {
		if (!ENDED.compareAndSet(this, 0, 1)) {
			return;
		}
		endConcurrencies();
		if (this.admitted > 0) {
			long now = this.engine.time().nanoTime();
			for (int i = 0; i < this.admitted; i++) {
				BreakerGuard guard = this.guards.breaker(i);
				guard.breaker().complete(admitting(i), guard.isBad(error, now - this.started), now);
			}
		}
	}

	/**
	 * Gives back what the request holds.
	 */
	void giveBack() {
		if (!ENDED.compareAndSet(this, 0, 1)) {
			return;
		}
		endConcurrencies();
		for (int i = 0; i < this.admitted; i++) {
			this.guards.breaker(i).breaker().withdraw(admitting(i));
		}
		for (int i = 0; i < this.waits; i++) {
			long wait = (this.furtherWaits != null) ? this.furtherWaits[i] : this.wait;
			this.guards.throttle(i).throttle().giveBack(this.count, this.acquired, wait);
		}
		if (this.tickets > 0) {
			long now = this.engine.time().nanoTime();
			for (int i = 0; i < this.tickets; i++) {
				this.guards.ticketGuard(i).giveBack(ticket(i), this.acquired, now);
			}
		}
	}

	private void endConcurrencies() {
		for (int i = 0; i < this.begun; i++) {
			this.guards.concurrency(i).limiter().end();
		}
	}

	private Admitting admitting(int index) {
		Admitting admitting = (index == 0 || this.furtherAdmitting == null) ? this.admitting
				: this.furtherAdmitting[index - 1];
		if (admitting == null) {
			throw new IllegalStateException("Not admitted");
		}
		return admitting;
	}

	private long ticket(int index) {
		return (index == 0 || this.furtherTickets == null) ? this.ticket : this.furtherTickets[index - 1];
	}

}
