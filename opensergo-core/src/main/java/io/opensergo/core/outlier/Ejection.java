package io.opensergo.core.outlier;

import java.time.Instant;

/**
 * An instance that gets no calls for a while.
 *
 * @param service the called service
 * @param destination the part of the service whose policy ejected the instance: a subset,
 * a lane or the baseline, with the port when the policy is that of a port
 * @param instance host and port
 * @param reason why
 * @param since since when
 * @param until until when; the next call after it tries the instance
 * @param count the multiplier of the base ejection time: one more with each ejection, one
 * less with each interval without
 */
public record Ejection(String service, String destination, String instance, EjectionReason reason, Instant since,
		Instant until, int count) {
}
