package io.opensergo.spring.sentinel;

import java.util.Comparator;
import java.util.List;

import com.alibaba.csp.sentinel.slots.block.BlockException;
import io.opensergo.core.rule.ThrottlingStrategy;
import io.opensergo.spring.sentinel.limit.CircuitBreaker.Admitting;
import io.opensergo.spring.sentinel.limit.TimeSource;
import org.jspecify.annotations.Nullable;

/**
 * All guards of one resource, in the order in which they are asked: what can be given
 * back first, tokens of a server then, and throttling last, because it waits.
 */
final class ResourceGuards {

	/**
	 * Nothing protects the resource.
	 */
	static final ResourceGuards NONE = new ResourceGuards(List.of());

	private final OverloadGuard[] overloads;

	private final TicketGuard[] rates;

	private final ConcurrencyGuard[] concurrencies;

	private final BreakerGuard[] breakers;

	private final TicketGuard[] globals;

	private final ThrottlingGuard[] throttles;

	private final ProtectionCounts[] counts;

	private ResourceGuards(List<Guard> guards) {
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
	}

	/**
	 * Puts guards in order.
	 * @param guards the guards
	 * @return the guards of the resource
	 */
	static ResourceGuards of(List<Guard> guards) {
		return guards.isEmpty() ? NONE : new ResourceGuards(guards);
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
	 * @param engine the engine
	 * @param count for how many requests, 1 or more
	 * @param deferred where to say how long to wait, {@code null} to wait here
	 * @return what the request holds now
	 * @throws BlockException when the request may not pass
	 */
	Admission admit(ProtectionEngine engine, int count, @Nullable DeferredWait deferred) throws BlockException {
		long now = engine.time().nanoTime();
		Admission admission = new Admission(this, engine, count, now);
		try {
			take(admission, now);
			long wait = admission.wait;
			if (wait > 0) {
				await(admission, wait, deferred, engine.time());
			}
			return admission;
		}
		catch (Throwable ex) {
			admission.giveBack();
			throw ex;
		}
	}

	private void take(Admission admission, long now) throws BlockException {
		for (int i = 0; i < this.rates.length; i++) {
			admission.keep(i, this.rates[i].acquire(admission.count, now));
		}
		for (ConcurrencyGuard guard : this.concurrencies) {
			if (!guard.limiter().begin()) {
				throw guard.block(-1);
			}
			admission.begun++;
		}
		for (int i = 0; i < this.breakers.length; i++) {
			Admitting admitting = this.breakers[i].breaker().admit(now);
			if (admitting == null) {
				throw this.breakers[i].block(this.breakers[i].breaker().retryIn(now));
			}
			admission.keep(i, admitting);
		}
		for (int i = 0; i < this.globals.length; i++) {
			admission.keep(this.rates.length + i, this.globals[i].acquire(admission.count, now));
		}
		for (int i = 0; i < this.throttles.length; i++) {
			long wait = this.throttles[i].throttle().acquire(admission.count, now);
			if (wait < 0) {
				throw this.throttles[i].block(-wait);
			}
			admission.keepWait(i, wait);
		}
	}

	private void await(Admission admission, long wait, @Nullable DeferredWait deferred, TimeSource time)
			throws BlockException {
		if (deferred != null) {
			deferred.atLeast(wait);
			admission.started = admission.acquired + wait;
			return;
		}
		if (!time.waitUntil(admission.acquired + wait)) {
			// an interrupted thread has no use for its turn
			throw this.throttles[0].block(-1);
		}
		admission.started = time.nanoTime();
	}

	int tickets() {
		return this.rates.length + this.globals.length;
	}

	TicketGuard ticketGuard(int index) {
		return (index < this.rates.length) ? this.rates[index] : this.globals[index - this.rates.length];
	}

	ConcurrencyGuard concurrency(int index) {
		return this.concurrencies[index];
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
