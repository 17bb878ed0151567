package io.opensergo.core.outlier;

import java.util.concurrent.TimeUnit;

import io.opensergo.core.rule.VirtualWorkload.OutlierDetection;
import org.jspecify.annotations.Nullable;

/**
 * When instances are ejected, and for how long: {@code outlierDetection} of a traffic
 * policy with Envoy's defaults filled in. Times are in nanoseconds.
 *
 * @param serverErrors 5xx answers in a row that eject, 0 for off
 * @param gatewayErrors answers 502, 503 or 504 in a row that eject, 0 for off
 * @param noAnswers calls without an answer in a row that eject, 0 for off; when
 * {@code split} is off they count as gateway errors instead
 * @param split whether calls without an answer are counted apart
 * @param interval after how long without an ejection the next one gets shorter again
 * @param baseEjectionTime how long the first ejection takes
 * @param maxEjectionTime how long an ejection takes at most
 * @param maxEjectionPercent the part of the instances that may be ejected, 0 to 100
 * @param minHealthPercent the healthy part below which calls go to all instances, 0 to
 * 100
 * @see <a href=
 * "https://www.envoyproxy.io/docs/envoy/latest/intro/arch_overview/upstream/outlier">Envoy:
 * outlier detection</a>
 */
public record OutlierPolicy(int serverErrors, int gatewayErrors, int noAnswers, boolean split, long interval,
		long baseEjectionTime, long maxEjectionTime, int maxEjectionPercent, int minHealthPercent) {

	private static final int DEFAULT_ERRORS = 5;

	private static final long DEFAULT_INTERVAL_MILLIS = 10_000;

	private static final long DEFAULT_EJECTION_MILLIS = 30_000;

	private static final long MAX_EJECTION_MILLIS = 300_000;

	/**
	 * A longer time would overflow when it is multiplied or added to a time.
	 */
	private static final long LONGEST_MILLIS = TimeUnit.DAYS.toMillis(3650);

	private static final int DEFAULT_MAX_EJECTION_PERCENT = 10;

	/**
	 * The policy of a rule. Like Istio it ejects for consecutive errors only.
	 * @param rule the rule, {@code null} for none
	 * @return the policy, {@code null} when no error ejects
	 */
	public static @Nullable OutlierPolicy of(@Nullable OutlierDetection rule) {
		if (rule == null) {
			return null;
		}
		int serverErrors = valueOf(rule.consecutive5xxErrors(), DEFAULT_ERRORS);
		int gatewayErrors = valueOf(rule.consecutiveGatewayErrors(), 0);
		boolean split = Boolean.TRUE.equals(rule.splitExternalLocalOriginErrors());
		int noAnswers = split ? valueOf(rule.consecutiveLocalOriginFailures(), DEFAULT_ERRORS) : 0;
		if (serverErrors == 0 && gatewayErrors == 0 && noAnswers == 0) {
			return null;
		}
		long base = nanos(rule.baseEjectionTimeMillis(), DEFAULT_EJECTION_MILLIS);
		return new OutlierPolicy(serverErrors, gatewayErrors, noAnswers, split,
				nanos(rule.intervalMillis(), DEFAULT_INTERVAL_MILLIS), base,
				Math.max(base, TimeUnit.MILLISECONDS.toNanos(MAX_EJECTION_MILLIS)),
				valueOf(rule.maxEjectionPercent(), DEFAULT_MAX_EJECTION_PERCENT), valueOf(rule.minHealthPercent(), 0));
	}

	private static int valueOf(@Nullable Integer value, int defaultValue) {
		return (value != null) ? value : defaultValue;
	}

	private static long nanos(@Nullable Long millis, long defaultMillis) {
		return TimeUnit.MILLISECONDS.toNanos(Math.min((millis != null) ? millis : defaultMillis, LONGEST_MILLIS));
	}

	/**
	 * Whether one more instance may be ejected. As in Envoy since 1.28 no instance is
	 * exempt: with the default of 10 percent it takes ten instances to eject one.
	 * @param ejected how many are ejected
	 * @param instances how many there are
	 * @return {@code true} when the part stays within {@code maxEjectionPercent}
	 */
	boolean mayEject(int ejected, int instances) {
		return 100L * (ejected + 1) <= (long) this.maxEjectionPercent * instances;
	}

	/**
	 * Whether so few instances are healthy that calls go to all: Envoy's panic mode.
	 * @param healthy how many are healthy
	 * @param instances how many there are
	 * @return {@code true} when none or less than {@code minHealthPercent} is healthy
	 */
	boolean isPanic(int healthy, int instances) {
		return healthy == 0 || 100L * healthy < (long) this.minHealthPercent * instances;
	}

	/**
	 * Whether errors of this kind can eject.
	 */
	boolean counts(CallResult result) {
		return switch (result) {
			case SERVER_ERROR -> this.serverErrors > 0;
			case GATEWAY_ERROR -> this.serverErrors > 0 || this.gatewayErrors > 0;
			case NO_ANSWER -> this.split ? this.noAnswers > 0 : this.serverErrors > 0 || this.gatewayErrors > 0;
			case SUCCESS, UNKNOWN -> false;
		};
	}

}
