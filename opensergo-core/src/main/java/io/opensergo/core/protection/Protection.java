package io.opensergo.core.protection;

import java.util.Objects;

import io.opensergo.core.rule.FaultToleranceRule;
import io.opensergo.core.rule.HttpRequestFallbackAction;
import io.opensergo.core.rule.ProtectionStrategy;
import org.jspecify.annotations.Nullable;

/**
 * One strategy of one rule, with what the rule refers to. Each rule that names a strategy
 * applies it for itself: two rules share no counter.
 *
 * @param rule the rule
 * @param strategy one of its strategies
 * @param fallback what a blocked HTTP request is answered with, {@code null} for the
 * default answer
 */
public record Protection(FaultToleranceRule rule, ProtectionStrategy strategy,
		@Nullable HttpRequestFallbackAction fallback) {

	public Protection {
		Objects.requireNonNull(rule, "rule");
		Objects.requireNonNull(strategy, "strategy");
	}

}
