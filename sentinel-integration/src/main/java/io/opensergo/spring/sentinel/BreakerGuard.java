package io.opensergo.spring.sentinel;

import java.time.Duration;
import java.util.Set;

import com.alibaba.csp.sentinel.slots.block.BlockException;
import com.alibaba.csp.sentinel.slots.block.degrade.DegradeRule;
import io.opensergo.core.protection.Protection;
import io.opensergo.core.rule.CircuitBreakerStrategy;
import io.opensergo.core.rule.CircuitBreakerStrategy.Trigger;
import io.opensergo.spring.sentinel.limit.CircuitBreaker;
import org.jspecify.annotations.Nullable;

/**
 * A circuit breaker.
 */
final class BreakerGuard extends Guard {

	/**
	 * Causes of causes that are looked at.
	 */
	private static final int MAX_CAUSES = 16;

	private final CircuitBreaker breaker;

	private final boolean slow;

	private final long maxNanos;

	private final Set<String> errorTypes;

	private final DegradeRule rule;

	/**
	 * Creates a guard with a closed breaker.
	 * @param protection the rule and the strategy
	 * @param resource the resource
	 * @param counts the counts of the rule there
	 * @param listener told of changes
	 */
	BreakerGuard(Protection protection, String resource, ProtectionCounts counts, CircuitBreaker.Listener listener) {
		super(protection, resource, counts);
		CircuitBreakerStrategy strategy = strategy(protection);
		this.breaker = new CircuitBreaker(strategy.triggerRatio(), strategy.statDuration(), strategy.recoveryTimeout(),
				strategy.minRequestAmount(), listener);
		Duration max = strategy.maxAllowedRt();
		this.slow = strategy.trigger() == Trigger.SLOW_REQUEST_RATIO;
		this.maxNanos = (max != null) ? nanos(max) : Long.MAX_VALUE;
		this.errorTypes = Set.copyOf(strategy.errorTypes());
		this.rule = new DegradeRule(resource);
	}

	private BreakerGuard(Protection protection, BreakerGuard previous) {
		super(protection, previous);
		this.breaker = previous.breaker;
		this.slow = previous.slow;
		this.maxNanos = previous.maxNanos;
		this.errorTypes = previous.errorTypes;
		this.rule = previous.rule;
	}

	private static CircuitBreakerStrategy strategy(Protection protection) {
		return (CircuitBreakerStrategy) protection.strategy();
	}

	private static long nanos(Duration duration) {
		return (duration.compareTo(Duration.ofNanos(Long.MAX_VALUE)) < 0) ? duration.toNanos() : Long.MAX_VALUE;
	}

	@Override
	BreakerGuard with(Protection protection) {
		return new BreakerGuard(protection, this);
	}

	@Override
	BlockException exception(@Nullable Duration retryAfter) {
		return new BlockedDegradeException(this, this.rule, retryAfter);
	}

	CircuitBreaker breaker() {
		return this.breaker;
	}

	/**
	 * Whether a request that has ended counts as bad.
	 * @param error what it ended with
	 * @param nanos how long it took, without the wait for its turn
	 * @return {@code true} when it does
	 */
	boolean isBad(@Nullable Throwable error, long nanos) {
		return this.slow ? nanos > this.maxNanos : error != null && isCounted(error);
	}

	private boolean isCounted(Throwable error) {
		if (this.errorTypes.isEmpty()) {
			return true;
		}
		Throwable cause = error;
		for (int i = 0; cause != null && i < MAX_CAUSES; i++) {
			if (isOfCountedType(cause.getClass())) {
				return true;
			}
			cause = cause.getCause();
		}
		return false;
	}

	private boolean isOfCountedType(Class<?> type) {
		for (Class<?> each = type; each != null; each = each.getSuperclass()) {
			if (this.errorTypes.contains(each.getName())) {
				return true;
			}
		}
		return false;
	}

}
