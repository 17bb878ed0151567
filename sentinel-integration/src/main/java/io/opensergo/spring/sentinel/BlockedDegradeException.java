package io.opensergo.spring.sentinel;

import java.time.Duration;

import com.alibaba.csp.sentinel.slots.block.RuleConstant;
import com.alibaba.csp.sentinel.slots.block.degrade.DegradeException;
import com.alibaba.csp.sentinel.slots.block.degrade.DegradeRule;
import io.opensergo.core.protection.Protection;
import org.jspecify.annotations.Nullable;

/**
 * A circuit breaker blocked a request.
 */
final class BlockedDegradeException extends DegradeException implements ProtectionBlock {

	private static final long serialVersionUID = 1L;

	private final transient Guard guard;

	private final @Nullable Duration retryAfter;

	/**
	 * Creates an exception, without a trace of the stack.
	 * @param guard what blocked
	 * @param rule stands for the rule where Sentinel asks for one of its own
	 * @param retryAfter when a further try may pass
	 */
	BlockedDegradeException(Guard guard, DegradeRule rule, @Nullable Duration retryAfter) {
		super(RuleConstant.LIMIT_APP_DEFAULT, rule);
		this.guard = guard;
		this.retryAfter = retryAfter;
	}

	@Override
	public String getMessage() {
		return this.guard.message();
	}

	@Override
	public String resource() {
		return this.guard.resource();
	}

	@Override
	public Protection protection() {
		return this.guard.protection();
	}

	@Override
	public @Nullable Duration retryAfter() {
		return this.retryAfter;
	}

}
