package io.opensergo.core.balance;

import java.nio.charset.StandardCharsets;

/**
 * The hash of keys and of instances, the same on every JVM: 64-bit FNV-1a of the UTF-8
 * bytes, whose bits are then mixed by the finalizer of MurmurHash3. FNV-1a alone leaves
 * short keys that differ in the last character close together.
 */
final class KeyHash {

	private static final long FNV_OFFSET_BASIS = 0xcbf29ce484222325L;

	private static final long FNV_PRIME = 0x100000001b3L;

	private KeyHash() {
	}

	static long of(String text) {
		long hash = FNV_OFFSET_BASIS;
		for (byte b : text.getBytes(StandardCharsets.UTF_8)) {
			hash = (hash ^ (b & 0xff)) * FNV_PRIME;
		}
		hash = (hash ^ (hash >>> 33)) * 0xff51afd7ed558ccdL;
		hash = (hash ^ (hash >>> 33)) * 0xc4ceb9fe1a85ec53L;
		return hash ^ (hash >>> 33);
	}

}
