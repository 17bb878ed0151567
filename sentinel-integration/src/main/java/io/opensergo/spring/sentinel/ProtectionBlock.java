package io.opensergo.spring.sentinel;

import java.time.Duration;

import io.opensergo.core.protection.Protection;
import org.jspecify.annotations.Nullable;

/**
 * What a {@link com.alibaba.csp.sentinel.slots.block.BlockException} tells when a rule of
 * OpenSergo blocked: each of our block exceptions is a subclass of Sentinel's own for the
 * same reason, so that handlers of Sentinel know it, and implements this interface.
 */
public interface ProtectionBlock {

	/**
	 * The name of the resource that was blocked.
	 * @return the name
	 */
	String resource();

	/**
	 * The rule, and the strategy of it, that blocked.
	 * @return the protection
	 */
	Protection protection();

	/**
	 * When a further try may pass.
	 * @return the time from now, {@code null} when it cannot be told
	 */
	@Nullable Duration retryAfter();

}
