package io.opensergo.core.action;

import java.time.Duration;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.random.RandomGenerator;
import java.util.stream.Stream;

import io.opensergo.core.rule.HttpPolicies.Retries;
import org.jspecify.annotations.Nullable;

/**
 * When to try again. A retry may go to another instance of the same destination, never to
 * another destination.
 *
 * @see <a href=
 * "https://www.envoyproxy.io/docs/envoy/latest/configuration/http/http_filters/router_filter#x-envoy-retry-on">Envoy:
 * x-envoy-retry-on</a>
 */
public final class RetryRules {

	/**
	 * The conditions of retries that write none, those of Istio.
	 */
	static final String DEFAULT_CONDITIONS = "connect-failure,refused-stream,unavailable,cancelled";

	/**
	 * The base of the back-off when none is written.
	 */
	static final Duration DEFAULT_BACKOFF = Duration.ofMillis(25);

	/**
	 * The back-off grows to this many times its base.
	 */
	private static final int MAX_BACKOFF_FACTOR = 10;

	private static final Set<String> UNAPPLIED_CONDITIONS = Set.of("retriable-headers", "http3-post-connect-failure");

	private final int attempts;

	private final @Nullable Duration perTryTimeout;

	private final Duration backoff;

	private final boolean avoidingPreviousInstance;

	private final Set<UpstreamFailure> failures = EnumSet.noneOf(UpstreamFailure.class);

	private final Set<Integer> statuses = new HashSet<>();

	private final Set<String> grpcStatuses = new HashSet<>();

	private boolean serverErrors;

	private boolean rateLimited;

	private RetryRules(Retries retries) {
		this.attempts = retries.attempts();
		this.perTryTimeout = retries.perTryTimeout();
		this.backoff = (retries.backoff() != null && retries.backoff().toNanos() > 0) ? retries.backoff()
				: DEFAULT_BACKOFF;
		this.avoidingPreviousInstance = !Boolean.FALSE.equals(retries.retryIgnorePreviousHosts());
		conditions(retries).forEach(this::add);
	}

	static @Nullable RetryRules of(@Nullable Retries retries) {
		return (retries != null && retries.attempts() > 0) ? new RetryRules(retries) : null;
	}

	/**
	 * The conditions that nothing here can tell.
	 * @param retries the retries of a rule
	 * @return the names of the conditions, empty when all are applied
	 */
	public static List<String> unappliedConditions(Retries retries) {
		return conditions(retries).filter(UNAPPLIED_CONDITIONS::contains).toList();
	}

	private static Stream<String> conditions(Retries retries) {
		String text = retries.retryOn();
		return Stream.of(((text != null && !text.isBlank()) ? text : DEFAULT_CONDITIONS).split(",")).map(String::strip);
	}

	private void add(String condition) {
		switch (condition) {
			case "5xx" -> {
				this.serverErrors = true;
				this.failures.addAll(EnumSet.allOf(UpstreamFailure.class));
			}
			case "gateway-error" -> {
				this.statuses.addAll(Set.of(502, 503, 504));
				this.failures.addAll(EnumSet.allOf(UpstreamFailure.class));
			}
			case "reset" -> this.failures.addAll(EnumSet.allOf(UpstreamFailure.class));
			case "connect-failure", "reset-before-request" -> this.failures.add(UpstreamFailure.CONNECT_FAILURE);
			case "refused-stream" -> this.failures.add(UpstreamFailure.REFUSED_STREAM);
			case "retriable-4xx" -> this.statuses.add(409);
			case "envoy-ratelimited" -> this.rateLimited = true;
			case "cancelled" -> this.grpcStatuses.add(GrpcStatus.CANCELLED.number());
			case "deadline-exceeded" -> this.grpcStatuses.add(GrpcStatus.DEADLINE_EXCEEDED.number());
			case "internal" -> this.grpcStatuses.add(GrpcStatus.INTERNAL.number());
			case "resource-exhausted" -> this.grpcStatuses.add(GrpcStatus.RESOURCE_EXHAUSTED.number());
			case "unavailable" -> this.grpcStatuses.add(GrpcStatus.UNAVAILABLE.number());
			default -> addStatus(condition);
		}
	}

	private void addStatus(String condition) {
		if (condition.length() == 3 && condition.chars().allMatch((c) -> c >= '0' && c <= '9')) {
			this.statuses.add(Integer.valueOf(condition));
		}
	}

	/**
	 * How often a request is tried again.
	 * @return the number of retries, at least 1
	 */
	public int attempts() {
		return this.attempts;
	}

	/**
	 * How long one try may take to begin its answer.
	 * @return the time, {@code null} for no limit of its own
	 */
	public @Nullable Duration perTryTimeout() {
		return this.perTryTimeout;
	}

	/**
	 * Whether the instance that failed is left out of the next try.
	 * @return {@code true} unless the rule says otherwise
	 */
	public boolean isAvoidingPreviousInstance() {
		return this.avoidingPreviousInstance;
	}

	/**
	 * Whether a try without an answer is followed by another one.
	 * @param failure why there is no answer
	 * @return {@code true} when a condition names it
	 */
	public boolean retries(UpstreamFailure failure) {
		return this.failures.contains(failure);
	}

	/**
	 * Whether an answer is thrown away for another try.
	 * @param status its HTTP status
	 * @param grpcStatus its {@code grpc-status} header, {@code null} when it has none
	 * @param rateLimited whether it has the header {@code x-envoy-ratelimited}
	 * @return {@code true} when a condition names it
	 */
	public boolean retries(int status, @Nullable String grpcStatus, boolean rateLimited) {
		if (rateLimited) {
			return this.rateLimited;
		}
		return (this.serverErrors && status >= 500) || this.statuses.contains(status)
				|| (grpcStatus != null && this.grpcStatuses.contains(grpcStatus));
	}

	/**
	 * How long to wait before a retry: a random part of a time that doubles with each
	 * retry, up to ten times its base.
	 * @param retry the number of the retry, from 1
	 * @param random the source of the draw
	 * @return the time
	 */
	public Duration backoff(int retry, RandomGenerator random) {
		long factor = Math.min(MAX_BACKOFF_FACTOR, 1L << Math.min(retry - 1, Integer.SIZE - 2));
		return Duration.ofNanos(random.nextLong(this.backoff.toNanos() * factor));
	}

}
