package io.opensergo.core.lane;

import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.random.RandomGenerator;

import io.opensergo.core.match.QueryParameterMatcher;
import io.opensergo.core.rule.TrafficLane.HashKey;
import io.opensergo.core.rule.TrafficLane.Percentage;
import org.jspecify.annotations.Nullable;

/**
 * The share of requests that enter a lane. With a key, the same key gets the same answer
 * on every instance, and whoever was in stays in when the share grows: the key is hashed
 * with 64-bit FNV-1a, whose upper bits are spread by one multiplication, to a point in
 * [0, 100) that is compared with the share. A request without the key does not enter.
 */
final class Share {

	private static final long FNV_OFFSET_BASIS = 0xcbf29ce484222325L;

	private static final long FNV_PRIME = 0x100000001b3L;

	/**
	 * The 64-bit golden ratio: FNV-1a leaves the upper bits of short keys badly mixed.
	 */
	private static final long SPREAD = 0x9E3779B97F4A7C15L;

	private static final double UNIT = 0x1.0p-53;

	private static final int WHOLE = 100;

	private final double percent;

	private final @Nullable HashKey key;

	private Share(double percent, @Nullable HashKey key) {
		this.percent = percent;
		this.key = key;
	}

	static Share of(Percentage percentage) {
		HashKey key = percentage.hashOn();
		if (key != null && key.source() == HashKey.Source.HEADER) {
			key = new HashKey(HashKey.Source.HEADER, key.name().toLowerCase(Locale.ROOT));
		}
		return new Share(percentage.value(), key);
	}

	boolean isNone() {
		return this.percent <= 0;
	}

	/**
	 * Whether the key is something that a client cannot choose.
	 */
	boolean isBySource() {
		return this.key != null && this.key.source() == HashKey.Source.SOURCE_IP;
	}

	boolean includes(InboundRequest request, RandomGenerator random) {
		if (this.key == null) {
			return random.nextDouble() * WHOLE < this.percent;
		}
		String value = valueOf(this.key, request);
		return value != null && pointOf(value) < this.percent;
	}

	private static @Nullable String valueOf(HashKey key, InboundRequest request) {
		return switch (key.source()) {
			case HEADER -> request.header(key.name());
			case COOKIE -> request.cookie(key.name());
			case QUERY_PARAM -> {
				String target = request.path();
				yield (target != null) ? QueryParameterMatcher.firstValue(target, key.name()) : null;
			}
			case SOURCE_IP -> {
				InetAddress address = request.remoteAddress();
				yield (address != null) ? address.getHostAddress() : null;
			}
		};
	}

	static double pointOf(String key) {
		long hash = FNV_OFFSET_BASIS;
		for (byte b : key.getBytes(StandardCharsets.UTF_8)) {
			hash = (hash ^ (b & 0xff)) * FNV_PRIME;
		}
		hash = (hash ^ (hash >>> 32)) * SPREAD;
		return (hash >>> 11) * UNIT * WHOLE;
	}

}
