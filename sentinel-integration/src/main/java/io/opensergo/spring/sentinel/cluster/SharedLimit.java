package io.opensergo.spring.sentinel.cluster;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Iterator;
import java.util.List;

import io.opensergo.core.protection.Protection;
import io.opensergo.core.rule.RateLimitStrategy;
import org.jspecify.annotations.Nullable;

/**
 * A limit as clients and servers of tokens speak of it. It travels in the parameters of
 * Sentinel's request for a token of a parameter flow, which have room for it; the limit
 * itself is a part of the identity, so that instances which have different versions of a
 * rule for a moment do not disturb each other.
 *
 * @param flowId tells limits apart, above 0
 * @param threshold the most requests, 0 or more
 * @param intervalMillis within how many milliseconds, 1 or more
 */
record SharedLimit(long flowId, long threshold, long intervalMillis) {

	/**
	 * The first parameter of requests of ours.
	 */
	private static final String MARKER = "opensergo";

	/**
	 * The limit of a rule.
	 * @param app the application whose instances share it
	 * @param protection the rule and a {@link RateLimitStrategy}
	 * @param resource the resource
	 * @return the limit
	 */
	static SharedLimit of(String app, Protection protection, String resource) {
		RateLimitStrategy strategy = (RateLimitStrategy) protection.strategy();
		long threshold = strategy.threshold();
		long intervalMillis = strategy.statDuration().toMillis();
		return new SharedLimit(
				identity(strategy.metadata().namespace(), app, protection.rule().metadata().name(),
						strategy.metadata().name(), resource, Long.toString(threshold), Long.toString(intervalMillis)),
				threshold, intervalMillis);
	}

	/**
	 * Reads the parameters of a request.
	 * @param flowId the identity
	 * @param params the parameters
	 * @return the limit, {@code null} when the request is not one of ours
	 */
	static @Nullable SharedLimit read(@Nullable Long flowId, @Nullable Collection<?> params) {
		if (flowId == null || params == null || params.size() != 3) {
			return null;
		}
		Iterator<?> values = params.iterator();
		if (MARKER.equals(values.next()) && values.next() instanceof Long threshold
				&& values.next() instanceof Long intervalMillis && threshold >= 0 && intervalMillis > 0) {
			return new SharedLimit(flowId, threshold, intervalMillis);
		}
		return null;
	}

	/**
	 * The parameters of a request.
	 * @return the parameters
	 */
	Collection<Object> params() {
		return new ArrayList<>(List.of(MARKER, this.threshold, this.intervalMillis));
	}

	private static long identity(String... parts) {
		try {
			MessageDigest digest = MessageDigest.getInstance("SHA-256");
			for (String part : parts) {
				byte[] bytes = part.getBytes(StandardCharsets.UTF_8);
				digest.update(ByteBuffer.allocate(Integer.BYTES).putInt(bytes.length).array());
				digest.update(bytes);
			}
			return Math.max(ByteBuffer.wrap(digest.digest()).getLong() & Long.MAX_VALUE, 1);
		}
		catch (NoSuchAlgorithmException ex) {
			throw new IllegalStateException("Every Java platform has SHA-256", ex);
		}
	}

}
