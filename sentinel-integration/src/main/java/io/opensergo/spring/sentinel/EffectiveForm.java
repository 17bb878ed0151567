package io.opensergo.spring.sentinel;

import java.time.Duration;
import java.util.List;

import io.opensergo.core.rule.AdaptiveOverloadProtectionStrategy;
import io.opensergo.core.rule.AdaptiveOverloadProtectionStrategy.AdaptiveStrategy;
import io.opensergo.core.rule.AdaptiveOverloadProtectionStrategy.MetricType;
import io.opensergo.core.rule.CircuitBreakerStrategy;
import io.opensergo.core.rule.CircuitBreakerStrategy.Trigger;
import io.opensergo.core.rule.ConcurrencyLimitStrategy;
import io.opensergo.core.rule.LimitMode;
import io.opensergo.core.rule.ProtectionStrategy;
import io.opensergo.core.rule.RateLimitStrategy;
import io.opensergo.core.rule.ThrottlingStrategy;
import io.opensergo.spring.sentinel.ProtectionOptions.GlobalConcurrency;
import io.opensergo.spring.sentinel.ProtectionOptions.WithoutTokens;

/**
 * Puts in words what a strategy does on this instance now.
 */
final class EffectiveForm {

	private final ProtectionOptions options;

	private final GlobalTokens tokens;

	private final InstanceShare share;

	EffectiveForm(ProtectionOptions options, GlobalTokens tokens, InstanceShare share) {
		this.options = options;
		this.tokens = tokens;
		this.share = share;
	}

	/**
	 * The effect of a strategy.
	 * @param strategy the strategy
	 * @return one clause
	 */
	String of(ProtectionStrategy strategy) {
		if (strategy instanceof RateLimitStrategy limit) {
			return rate(limit);
		}
		if (strategy instanceof ConcurrencyLimitStrategy limit) {
			return concurrency(limit);
		}
		if (strategy instanceof ThrottlingStrategy throttling) {
			return throttling(throttling);
		}
		if (strategy instanceof CircuitBreakerStrategy breaker) {
			return breaker(breaker);
		}
		return overload((AdaptiveOverloadProtectionStrategy) strategy);
	}

	private String rate(RateLimitStrategy limit) {
		String span = " requests in any " + text(limit.statDuration());
		if (limit.limitMode() == LimitMode.LOCAL) {
			return "at most " + limit.threshold() + span;
		}
		String share = "at most " + this.share.of(limit.threshold()) + span + share(limit.threshold());
		if (limit.limitMode() == LimitMode.GLOBAL_TO_LOCAL) {
			return share;
		}
		String problem = this.tokens.problem();
		if (problem == null) {
			return "at most " + limit.threshold() + " requests in " + text(limit.statDuration())
					+ " of all instances together";
		}
		if (this.options.withoutTokens() == WithoutTokens.LOCAL_SHARE) {
			return share + "; " + problem;
		}
		return ((this.options.withoutTokens() == WithoutTokens.PASS) ? "all requests pass; " : "no request passes; ")
				+ problem;
	}

	private String concurrency(ConcurrencyLimitStrategy limit) {
		if (limit.limitMode() == LimitMode.LOCAL) {
			return "at most " + limit.maxConcurrency() + " requests at once";
		}
		if (limit.limitMode() == LimitMode.GLOBAL && this.options.globalConcurrency() == GlobalConcurrency.REJECT) {
			return "no effect: nobody can count requests at once for all instances";
		}
		return "at most " + this.share.of(limit.maxConcurrency()) + " requests at once" + share(limit.maxConcurrency());
	}

	private String share(long limit) {
		return ", the share of this instance in " + limit + " for " + this.share.instances()
				+ ((this.share.instances() == 1) ? " instance" : " instances");
	}

	private static String throttling(ThrottlingStrategy throttling) {
		return "one request per " + text(throttling.minIntervalOfRequests()) + (throttling.queueTimeout().isZero()
				? ", others are refused" : ", others wait up to " + text(throttling.queueTimeout()));
	}

	private static String breaker(CircuitBreakerStrategy breaker) {
		StringBuilder words = new StringBuilder("opens for ").append(text(breaker.recoveryTimeout()))
			.append(" when at least ")
			.append(breaker.triggerRatio() * 100)
			.append(" % of at least ")
			.append(breaker.minRequestAmount())
			.append(" requests in ")
			.append(text(breaker.statDuration()));
		if (breaker.trigger() == Trigger.SLOW_REQUEST_RATIO && breaker.maxAllowedRt() != null) {
			return words.append(" take longer than ").append(text(breaker.maxAllowedRt())).toString();
		}
		words.append(" fail");
		List<String> types = breaker.errorTypes();
		return (types.isEmpty() ? words : words.append(" with ").append(String.join(" or ", types))).toString();
	}

	private static String overload(AdaptiveOverloadProtectionStrategy overload) {
		String metric = switch (overload.metricType()) {
			case CPU_PERCENTAGE -> "the usage of the processors";
			case LOAD -> "the load average";
			case MEMORY_PERCENTAGE -> "the usage of the heap";
		};
		String threshold = (overload.metricType() == MetricType.LOAD) ? String.valueOf(overload.triggerThreshold())
				: overload.triggerThreshold() * 100 + " %";
		return "sheds "
				+ ((overload.adaptiveStrategy() == AdaptiveStrategy.NONE) ? "all inbound requests"
						: "inbound requests beyond the capacity shown lately")
				+ " while " + metric + " is above " + threshold;
	}

	private static String text(Duration duration) {
		long millis = duration.toMillis();
		return (millis % 1000 == 0) ? millis / 1000 + " s" : millis + " ms";
	}

}
