package io.opensergo.controlplane.server;

import java.time.Instant;
import java.util.List;
import java.util.zip.CRC32C;

import com.google.protobuf.Any;

/**
 * Versions of rules, computed from nothing but the folder that they come from: the time
 * of its newest change in milliseconds, followed by {@value #HASH_BITS} bits of a hash of
 * the content. Processes that serve the same folder therefore agree, a restarted one goes
 * on where it was, and newer content has a higher version. The hash tells contents apart
 * that follow each other within a millisecond. All versions fit in 53 bits, so that tools
 * that read numbers as floating point show them right.
 */
final class RuleVersions {

	private static final int HASH_BITS = 10;

	private static final int HASH_MASK = (1 << HASH_BITS) - 1;

	private RuleVersions() {
	}

	/**
	 * The version of rules.
	 * @param changed when the folder changed last
	 * @param data the rules as they travel
	 * @return the version, positive
	 */
	static long of(Instant changed, List<Any> data) {
		long time = Math.max(0, changed.toEpochMilli());
		return Math.max(1, (time << HASH_BITS) | hash(data));
	}

	private static int hash(List<Any> data) {
		CRC32C checksum = new CRC32C();
		data.forEach((rule) -> checksum.update(rule.toByteArray()));
		long value = checksum.getValue();
		return (int) (value ^ (value >>> HASH_BITS) ^ (value >>> (2 * HASH_BITS))) & HASH_MASK;
	}

}
