package io.opensergo.spring.sentinel;

import java.time.Duration;
import java.util.concurrent.atomic.LongAdder;

import com.alibaba.csp.sentinel.slots.block.BlockException;
import com.alibaba.csp.sentinel.slots.block.flow.FlowRule;
import io.opensergo.core.protection.Protection;
import org.jspecify.annotations.Nullable;

/**
 * One strategy of one rule at one resource. What it has counted is shared with the guard
 * of the next plan, as long as rule, strategy and resource stay the same.
 */
abstract class Guard {

	private final Protection protection;

	private final String resource;

	private final ProtectionCounts counts;

	private final LongAdder blocked;

	private final FlowRule rule;

	Guard(Protection protection, String resource, ProtectionCounts counts) {
		this(protection, resource, counts, new LongAdder());
	}

	Guard(Protection protection, Guard previous) {
		this(protection, previous.resource, previous.counts, previous.blocked);
	}

	private Guard(Protection protection, String resource, ProtectionCounts counts, LongAdder blocked) {
		this.protection = protection;
		this.resource = resource;
		this.counts = counts;
		this.blocked = blocked;
		this.rule = new FlowRule(resource);
	}

	/**
	 * The same guard for a newer version of its rule.
	 * @param protection the rule and the strategy, of which the latter is the same
	 * @return a guard that counts on
	 */
	abstract Guard with(Protection protection);

	/**
	 * The share of the instance has changed.
	 * @param share the share
	 * @param now the time
	 */
	void resize(InstanceShare share, long now) {
		// most guards have no share
	}

	/**
	 * Counts a blocked request.
	 * @param retryIn nanoseconds until a further try may pass, negative when unknown
	 * @return what to throw
	 */
	final BlockException block(long retryIn) {
		this.blocked.increment();
		this.counts.countBlocked();
		return exception((retryIn >= 0) ? Duration.ofNanos(retryIn) : null);
	}

	/**
	 * What is thrown when this guard blocks.
	 * @param retryAfter when a further try may pass
	 * @return a new exception
	 */
	BlockException exception(@Nullable Duration retryAfter) {
		return new BlockedFlowException(this, this.rule, retryAfter);
	}

	final Protection protection() {
		return this.protection;
	}

	final String resource() {
		return this.resource;
	}

	final ProtectionCounts counts() {
		return this.counts;
	}

	final long blocked() {
		return this.blocked.sum();
	}

	final String message() {
		return this.protection.rule().id() + " blocked " + this.resource + " by " + this.protection.strategy().id();
	}

}
