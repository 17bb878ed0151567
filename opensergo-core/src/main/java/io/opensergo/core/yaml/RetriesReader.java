package io.opensergo.core.yaml;

import java.time.Duration;
import java.util.List;
import java.util.Set;

import io.opensergo.core.rule.HttpPolicies.Retries;
import org.jspecify.annotations.Nullable;

/**
 * Reads {@code retries}.
 */
final class RetriesReader {

	private static final Set<String> CONDITIONS = Set.of("5xx", "gateway-error", "reset", "reset-before-request",
			"connect-failure", "retriable-4xx", "refused-stream", "retriable-status-codes", "retriable-headers",
			"envoy-ratelimited", "http3-post-connect-failure", "cancelled", "deadline-exceeded", "internal",
			"resource-exhausted", "unavailable");

	private RetriesReader() {
	}

	static @Nullable Retries read(YamlObject http) {
		YamlObject retries = http.object("retries");
		if (retries == null) {
			return null;
		}
		Integer attempts = retries.integer("attempts", 0, Integer.MAX_VALUE);
		Duration perTryTimeout = retries.positiveDuration("perTryTimeout");
		String retryOn = readConditions(retries);
		Duration backoff = retries.positiveDuration("backoff");
		boolean remote = Boolean.TRUE.equals(retries.bool("retryRemoteLocalities"));
		Boolean ignorePrevious = retries.bool("retryIgnorePreviousHosts");
		retries.done();
		checkAttempts(retries, (attempts != null) ? attempts : 0);
		return new Retries((attempts != null) ? attempts : 0, perTryTimeout, retryOn, backoff, remote, ignorePrevious);
	}

	private static void checkAttempts(YamlObject retries, int attempts) {
		if (attempts > 0) {
			return;
		}
		for (String key : List.of("perTryTimeout", "retryOn", "retryRemoteLocalities")) {
			YamlValue value = retries.get(key);
			if (value != null) {
				value.error("'" + key + "' has no effect without attempts",
						"write attempts: 2, or remove '" + key + "' to switch retries off");
			}
		}
	}

	private static @Nullable String readConditions(YamlObject retries) {
		YamlValue value = retries.get("retryOn");
		String text = (value != null) ? value.nonEmptyText() : null;
		if (value == null || text == null) {
			return null;
		}
		for (String condition : text.split(",", -1)) {
			if (!CONDITIONS.contains(condition) && !HttpStatusCodes.isKnown(condition)) {
				String guess = Spelling.closest(condition.strip(), CONDITIONS);
				value.error("\"" + YamlValue.shown(condition) + "\" is not a retry condition",
						(guess != null) ? "write " + guess + ", without spaces"
								: "write conditions of Envoy or status codes, with commas and without spaces");
			}
		}
		return text;
	}

}
