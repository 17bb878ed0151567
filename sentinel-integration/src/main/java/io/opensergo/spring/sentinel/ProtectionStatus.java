package io.opensergo.spring.sentinel;

import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Objects;

import io.opensergo.core.protection.Protection;
import io.opensergo.core.protection.ProtectionPlan;
import io.opensergo.spring.sentinel.GuardRegistry.Applied;
import io.opensergo.spring.sentinel.limit.CircuitBreaker;
import io.opensergo.spring.sentinel.limit.CircuitBreaker.State;
import org.jspecify.annotations.Nullable;

/**
 * How a strategy of a rule is applied.
 *
 * @param protection the rule and the strategy
 * @param effect what it does on this instance, in words
 * @param resources the resources that it has protected since it is in force, by name
 */
public record ProtectionStatus(Protection protection, String effect, List<ResourceStatus> resources) {

	public ProtectionStatus {
		Objects.requireNonNull(protection, "protection");
		Objects.requireNonNull(effect, "effect");
		resources = List.copyOf(resources);
	}

	static List<ProtectionStatus> of(ProtectionPlan plan, GuardRegistry registry, EffectiveForm form, long now) {
		Map<Applied, List<Guard>> guards = registry.byStrategy();
		return plan.protections()
			.stream()
			.map((protection) -> new ProtectionStatus(protection, form.of(protection.strategy()),
					guards.getOrDefault(new Applied(protection.rule().id(), protection.strategy()), List.of())
						.stream()
						.sorted(Comparator.comparing(Guard::resource))
						.map((guard) -> ResourceStatus.of(guard, now))
						.toList()))
			.toList();
	}

	/**
	 * A strategy at a resource.
	 *
	 * @param resource the resource
	 * @param passed how many requests passed this and all other strategies
	 * @param blocked how many requests this strategy blocked
	 * @param breaker the state of the circuit breaker, {@code null} for other strategies
	 * @param retryIn how long the breaker stays open yet, {@code null} unless it is open
	 */
	public record ResourceStatus(String resource, long passed, long blocked, @Nullable State breaker,
			@Nullable Duration retryIn) {

		static ResourceStatus of(Guard guard, long now) {
			State state = null;
			Duration retryIn = null;
			if (guard instanceof BreakerGuard breakerGuard) {
				CircuitBreaker breaker = breakerGuard.breaker();
				state = breaker.state();
				retryIn = (state == State.OPEN) ? Duration.ofNanos(breaker.retryIn(now)) : null;
			}
			return new ResourceStatus(guard.resource(), guard.counts().passed(), guard.blocked(), state, retryIn);
		}

	}

}
