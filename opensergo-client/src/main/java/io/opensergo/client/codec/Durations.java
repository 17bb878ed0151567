package io.opensergo.client.codec;

import com.google.protobuf.Duration;

/**
 * Durations of both sides.
 */
final class Durations {

	private Durations() {
	}

	static Duration encode(java.time.Duration duration) {
		return Duration.newBuilder().setSeconds(duration.getSeconds()).setNanos(duration.getNano()).build();
	}

	static java.time.Duration decode(Duration duration) {
		return java.time.Duration.ofSeconds(duration.getSeconds(), duration.getNanos());
	}

}
