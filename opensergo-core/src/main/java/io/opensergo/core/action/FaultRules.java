package io.opensergo.core.action;

import java.time.Duration;
import java.util.random.RandomGenerator;

import io.opensergo.core.rule.HttpPolicies.Abort;
import io.opensergo.core.rule.HttpPolicies.Delay;
import io.opensergo.core.rule.HttpPolicies.Fault;
import org.jspecify.annotations.Nullable;

/**
 * Faults on purpose. The draws for delay and abort are independent, so that a request may
 * get both: the delay first. Each is to be drawn once per request; retries do not draw
 * again.
 *
 * @see <a href=
 * "https://www.envoyproxy.io/docs/envoy/latest/configuration/http/http_filters/fault_filter">Envoy:
 * Fault Injection</a>
 */
public final class FaultRules {

	private final @Nullable Duration delay;

	private final int delayed;

	private final @Nullable FaultAbort abort;

	private final int aborted;

	private FaultRules(@Nullable Delay delay, @Nullable Abort abort) {
		this.delay = (delay != null) ? delay.fixedDelay() : null;
		this.delayed = (delay != null) ? Millionths.of(delay.percentage()) : 0;
		this.abort = (abort != null) ? FaultAbort.of(abort) : null;
		this.aborted = (abort != null) ? Millionths.of(abort.percentage()) : 0;
	}

	static @Nullable FaultRules of(@Nullable Fault fault) {
		if (fault == null) {
			return null;
		}
		FaultRules rules = new FaultRules(fault.delay(), fault.abort());
		boolean delays = rules.delay != null && rules.delayed > 0;
		boolean aborts = rules.abort != null && rules.aborted > 0;
		return (delays || aborts) ? rules : null;
	}

	/**
	 * Draws whether a request is delayed.
	 * @param random the source of the draw
	 * @return how long, {@code null} for not at all
	 */
	public @Nullable Duration drawDelay(RandomGenerator random) {
		return (this.delay != null && Millionths.draw(this.delayed, random)) ? this.delay : null;
	}

	/**
	 * Draws whether a request is aborted.
	 * @param random the source of the draw
	 * @return the answer in its place, {@code null} when the request goes on
	 */
	public @Nullable FaultAbort drawAbort(RandomGenerator random) {
		return (this.abort != null && Millionths.draw(this.aborted, random)) ? this.abort : null;
	}

}
