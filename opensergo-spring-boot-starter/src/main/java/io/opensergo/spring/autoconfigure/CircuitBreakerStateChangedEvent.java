package io.opensergo.spring.autoconfigure;

import io.opensergo.spring.sentinel.BreakerStateChange;

import org.springframework.context.ApplicationEvent;

/**
 * A circuit breaker of a fault-tolerance rule has changed its state. Published on the
 * thread of the request that caused it: listeners are to be quick.
 */
public final class CircuitBreakerStateChangedEvent extends ApplicationEvent {

	private static final long serialVersionUID = 1L;

	private final transient BreakerStateChange change;

	/**
	 * Creates an event.
	 * @param change the change
	 */
	public CircuitBreakerStateChangedEvent(BreakerStateChange change) {
		super(change.protection().rule().id());
		this.change = change;
	}

	/**
	 * The change.
	 * @return rule, resource, and the states before and now
	 */
	public BreakerStateChange change() {
		return this.change;
	}

}
