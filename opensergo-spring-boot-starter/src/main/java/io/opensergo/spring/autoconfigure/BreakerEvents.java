package io.opensergo.spring.autoconfigure;

import io.opensergo.spring.sentinel.BreakerStateChange;
import io.opensergo.spring.sentinel.ProtectionListener;
import io.opensergo.spring.sentinel.limit.CircuitBreaker.State;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import org.springframework.context.ApplicationEventPublisher;

/**
 * Says in the log and by an event that a circuit breaker has changed its state.
 */
final class BreakerEvents implements ProtectionListener {

	private static final Logger logger = LoggerFactory.getLogger(BreakerEvents.class);

	private final ApplicationEventPublisher publisher;

	BreakerEvents(ApplicationEventPublisher publisher) {
		this.publisher = publisher;
	}

	@Override
	public void breakerChanged(BreakerStateChange change) {
		if (change.to() == State.OPEN && change.from() == State.CLOSED) {
			logger.warn("The circuit breaker of {} at {} has opened", change.protection().rule().id(),
					change.resource());
		}
		else {
			logger.info("The circuit breaker of {} at {} was {} and is {}", change.protection().rule().id(),
					change.resource(), change.from(), change.to());
		}
		this.publisher.publishEvent(new CircuitBreakerStateChangedEvent(change));
	}

}
