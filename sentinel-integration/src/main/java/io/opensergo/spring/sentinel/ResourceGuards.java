package io.opensergo.spring.sentinel;

import java.util.Comparator;
import java.util.List;

import com.alibaba.csp.sentinel.slots.block.BlockException;
import io.opensergo.core.rule.ThrottlingStrategy;
import io.opensergo.spring.sentinel.limit.CircuitBreaker.Admitting;
import org.jspecify.annotations.Nullable;

/**
 * All guards of one resource, in the order in which they are asked: what can be given
 * back first, tokens of a server then, and throttling last, because it waits.
 */
final class ResourceGuards {

	private final ProtectionEngine engine;

	private final String resource;

	private final OverloadGuard[] overloads;

	private final TicketGuard[] rates;

	private final ConcurrencyGuard[] concurrencies;

	private final BreakerGuard[] breakers;

	private final TicketGuard[] globals;

	private final ThrottlingGuard[] throttles;

	private final ProtectionCounts[] counts;

	private final boolean concurrencyOnly;

	/**
	 * Puts guards in order.
	 * @param engine the engine
	 * @param resource the resource
	 * @param guards its guards
	 */
	ResourceGuards(ProtectionEngine engine, String resource, List<Guard> guards) {
		this.engine = engine;
		this.resource = resource;
		this.overloads = guards.stream()
			.filter(OverloadGuard.class::isInstance)
			.map(OverloadGuard.class::cast)
			.toArray(OverloadGuard[]::new);
		this.rates = guards.stream()
			.filter(RateGuard.class::isInstance)
			.map(RateGuard.class::cast)
			.toArray(TicketGuard[]::new);
		this.concurrencies = guards.stream()
			.filter(ConcurrencyGuard.class::isInstance)
			.map(ConcurrencyGuard.class::cast)
			.toArray(ConcurrencyGuard[]::new);
		this.breakers = guards.stream()
			.filter(BreakerGuard.class::isInstance)
			.map(BreakerGuard.class::cast)
			.toArray(BreakerGuard[]::new);
		this.globals = guards.stream()
			.filter(GlobalRateGuard.class::isInstance)
			.map(GlobalRateGuard.class::cast)
			.toArray(TicketGuard[]::new);
		// the one that refuses first is asked first
		this.throttles = guards.stream()
			.filter(ThrottlingGuard.class::isInstance)
			.map(ThrottlingGuard.class::cast)
			.sorted(Comparator
				.comparing((guard) -> ((ThrottlingStrategy) guard.protection().strategy()).queueTimeout()))
			.toArray(ThrottlingGuard[]::new);
		this.counts = guards.stream().map(Guard::counts).distinct().toArray(ProtectionCounts[]::new);
		this.concurrencyOnly = this.concurrencies.length > 0
				&& this.rates.length + this.breakers.length + this.globals.length + this.throttles.length == 0;
	}

	/**
	 * Sheds a request when the instance is overloaded.
	 * @param metrics the metrics
	 * @throws BlockException when it is
	 */
	void checkOverload(OverloadMetrics metrics) throws BlockException {
		for (OverloadGuard guard : this.overloads) {
			if (guard.sheds(metrics)) {
				throw guard.block(-1);
			}
		}
	}

	/**
	 * Whether the end of a request matters to a guard.
	 * @return {@code true} when it is to be told
	 */
	boolean hearEnd() {
		return this.concurrencies.length + this.breakers.length > 0;
	}

	/**
	 * Whether a token server is asked.
	 * @return {@code true} when it is
	 */
	boolean askForTokens() {
		return this.globals.length > 0;
	}

	/**
	 * Asks all guards but those from overload. When one blocks, the others get back what
	 * they gave.
	 * @param count for how many requests, 0 or more
	 * @param deferred where to say how long to wait, {@code null} to wait here
	 * @return what the request holds now
	 * @throws BlockException when the request may not pass
	 */
	Admission admit(int count, @Nullable DeferredWait deferred) throws BlockException {
		return this.concurrencyOnly ? admitConcurrency() : admitFully(count, deferred);
	}

	private Admission admitConcurrency() throws BlockException {
		requireRoom(this.concurrencies[0]);
		ConcurrencyAdmission admission = new ConcurrencyAdmission(this);
		admission.begin();
		try {
			for (int i = 1; i < this.concurrencies.length; i++) {
				requireRoom(this.concurrencies[i]);
				admission.begin();
			}
			return admission;
		}
		catch (Throwable ex) {
			admission.withdraw();
			throw ex;
		}
	}

	private Admission admitFully(int count, @Nullable DeferredWait deferred) throws BlockException {
		long now = this.engine.time().nanoTime();
		// what blocks most often is asked before anything is made
		long first = (this.rates.length > 0) ? this.rates[0].acquire(count, now) : TicketGuard.SPENT;
		FullAdmission admission = new FullAdmission(this, now);
		try {
			if (this.rates.length > 0) {
				admission.keep(first);
			}
			take(admission, count, now);
			long wait = admission.longestWait();
			if (wait > 0) {
				await(admission, now + wait, deferred);
			}
			return admission;
		}
		catch (Throwable ex) {
			admission.withdraw();
			throw ex;
		}
	}

	private void take(FullAdmission admission, int count, long now) throws BlockException {
		for (int i = 1; i < this.rates.length; i++) {
			admission.keep(this.rates[i].acquire(count, now));
		}
		for (ConcurrencyGuard guard : this.concurrencies) {
			requireRoom(guard);
			admission.begin();
		}
		for (BreakerGuard guard : this.breakers) {
			Admitting admitting = guard.breaker().admit(now);
			if (admitting == null) {
				throw guard.block(guard.breaker().retryIn(now));
			}
			admission.keep(admitting);
		}
		for (TicketGuard guard : this.globals) {
			admission.keep(guard.acquire(count, now));
		}
		for (ThrottlingGuard guard : this.throttles) {
			long wait = guard.throttle().acquire(count, now);
			if (wait < 0) {
				throw guard.block(-wait);
			}
			admission.keepWait(count, wait);
		}
	}

	private void requireRoom(ConcurrencyGuard guard) throws BlockException {
		if (!guard.limiter().begin()) {
			throw guard.block(-1);
		}
	}

	private void await(FullAdmission admission, long turn, @Nullable DeferredWait deferred) throws BlockException {
		if (deferred != null) {
			deferred.atLeast(turn - this.engine.time().nanoTime());
			admission.started(turn);
			return;
		}
		if (!this.engine.time().waitUntil(turn)) {
			// an interrupted thread has no use for its turn
			throw this.throttles[0].block(-1);
		}
		admission.started(this.engine.time().nanoTime());
	}

	void endConcurrencies(int begun) {
		for (int i = 0; i < begun; i++) {
			this.concurrencies[i].limiter().end();
		}
	}

	long now() {
		return this.engine.time().nanoTime();
	}

	void failed(Throwable failure) {
		this.engine.failed(this.resource, failure);
	}

	int tickets() {
		return this.rates.length + this.globals.length;
	}

	TicketGuard ticketGuard(int index) {
		return (index < this.rates.length) ? this.rates[index] : this.globals[index - this.rates.length];
	}

	int breakers() {
		return this.breakers.length;
	}

	BreakerGuard breaker(int index) {
		return this.breakers[index];
	}

	int throttles() {
		return this.throttles.length;
	}

	ThrottlingGuard throttle(int index) {
		return this.throttles[index];
	}

	void countPassed() {
		for (ProtectionCounts counts : this.counts) {
			counts.countPassed();
		}
	}

}
