package io.opensergo.spring.sentinel;

import java.time.Duration;

import com.alibaba.csp.sentinel.slots.system.SystemBlockException;
import io.opensergo.core.protection.Protection;
import org.jspecify.annotations.Nullable;

/**
 * Protection from overload blocked a request.
 */
final class BlockedOverloadException extends SystemBlockException implements ProtectionBlock {

	private static final long serialVersionUID = 1L;

	private final transient Guard guard;

	/**
	 * Creates an exception, without a trace of the stack.
	 * @param guard what blocked
	 * @param limitType the metric, as Sentinel names it
	 */
	BlockedOverloadException(Guard guard, String limitType) {
		super(guard.resource(), limitType);
		this.guard = guard;
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
		return null;
	}

}
