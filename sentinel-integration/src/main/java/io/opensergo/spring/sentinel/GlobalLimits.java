package io.opensergo.spring.sentinel;

import java.util.List;
import java.util.Objects;

import io.opensergo.core.protection.Protection;
import io.opensergo.core.protection.ProtectionPlan;
import io.opensergo.core.rule.ConcurrencyLimitStrategy;
import io.opensergo.core.rule.LimitMode;
import io.opensergo.core.rule.ProtectionStrategy;
import io.opensergo.core.rule.RateLimitStrategy;
import io.opensergo.core.rule.Rejection;
import io.opensergo.core.rule.Rejection.Severity;
import io.opensergo.spring.sentinel.ProtectionOptions.GlobalConcurrency;
import org.jspecify.annotations.Nullable;

/**
 * Says which limits for all instances together are not applied as they are written.
 */
final class GlobalLimits {

	private static final String PATH = "spec.limitMode";

	private final ProtectionOptions options;

	private final GlobalTokens tokens;

	GlobalLimits(ProtectionOptions options, GlobalTokens tokens) {
		this.options = options;
		this.tokens = tokens;
	}

	/**
	 * Looks through a plan.
	 * @param plan the plan
	 * @return one problem for each strategy
	 */
	List<Rejection> problems(ProtectionPlan plan) {
		return plan.protections()
			.stream()
			.map(Protection::strategy)
			.distinct()
			.map(this::problem)
			.filter(Objects::nonNull)
			.toList();
	}

	private @Nullable Rejection problem(ProtectionStrategy strategy) {
		if (strategy instanceof RateLimitStrategy limit && limit.limitMode() == LimitMode.GLOBAL) {
			String problem = this.tokens.problem();
			return (problem != null) ? problem(Severity.WARNING, limit, problem + ": " + withoutTokens(),
					"configure a token server, or write limitMode: GlobalToLocal") : null;
		}
		if (strategy instanceof ConcurrencyLimitStrategy limit && limit.limitMode() == LimitMode.GLOBAL) {
			return (this.options.globalConcurrency() == GlobalConcurrency.REJECT) ? problem(Severity.ERROR, limit,
					"nobody can count requests at once for all instances: this strategy has no effect",
					"write limitMode: Local, or set opensergo.sentinel.global-concurrency to local for a share per instance")
					: problem(Severity.WARNING, limit,
							"nobody can count requests at once for all instances: each applies its share",
							"write limitMode: Local with the limit for one instance");
		}
		return null;
	}

	private String withoutTokens() {
		return switch (this.options.withoutTokens()) {
			case LOCAL_SHARE -> "each instance applies its share of the limit";
			case PASS -> "all requests pass";
			case BLOCK -> "no request passes";
		};
	}

	private static Rejection problem(Severity severity, ProtectionStrategy strategy, String reason, String fix) {
		return new Rejection(severity, strategy.kind().kind(), strategy.metadata().namespace(),
				strategy.metadata().name(), "rules", 0, 0, PATH, reason, fix);
	}

}
