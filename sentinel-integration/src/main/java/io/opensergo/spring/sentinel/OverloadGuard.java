package io.opensergo.spring.sentinel;

import java.time.Duration;

import com.alibaba.csp.sentinel.slots.block.BlockException;
import io.opensergo.core.protection.Protection;
import io.opensergo.core.rule.AdaptiveOverloadProtectionStrategy;
import io.opensergo.core.rule.AdaptiveOverloadProtectionStrategy.AdaptiveStrategy;
import org.jspecify.annotations.Nullable;

/**
 * Protection from overload.
 */
final class OverloadGuard extends Guard {

	private final AdaptiveOverloadProtectionStrategy strategy;

	/**
	 * Creates a guard.
	 * @param protection the rule and the strategy
	 * @param resource the resource
	 * @param counts the counts of the rule there
	 */
	OverloadGuard(Protection protection, String resource, ProtectionCounts counts) {
		super(protection, resource, counts);
		this.strategy = (AdaptiveOverloadProtectionStrategy) protection.strategy();
	}

	private OverloadGuard(Protection protection, OverloadGuard previous) {
		super(protection, previous);
		this.strategy = previous.strategy;
	}

	@Override
	OverloadGuard with(Protection protection) {
		return new OverloadGuard(protection, this);
	}

	@Override
	BlockException exception(@Nullable Duration retryAfter) {
		return new BlockedOverloadException(this, limitType());
	}

	/**
	 * The metric by the name that Sentinel has for it.
	 */
	private String limitType() {
		return switch (this.strategy.metricType()) {
			case CPU_PERCENTAGE -> "cpu";
			case LOAD -> "load";
			case MEMORY_PERCENTAGE -> "memory";
		};
	}

	/**
	 * Whether a request is to be shed now.
	 * @param metrics the metrics
	 * @return {@code true} when it is
	 */
	boolean sheds(OverloadMetrics metrics) {
		if (!(value(metrics) > this.strategy.triggerThreshold())) {
			return false;
		}
		if (this.strategy.adaptiveStrategy() == AdaptiveStrategy.NONE) {
			return true;
		}
		int requests = metrics.inboundRequests();
		return requests > 1 && requests > metrics.inboundCapacity();
	}

	private double value(OverloadMetrics metrics) {
		return switch (this.strategy.metricType()) {
			case CPU_PERCENTAGE -> metrics.cpuUsage();
			case LOAD -> metrics.loadAverage();
			case MEMORY_PERCENTAGE -> metrics.heapUsage();
		};
	}

}
