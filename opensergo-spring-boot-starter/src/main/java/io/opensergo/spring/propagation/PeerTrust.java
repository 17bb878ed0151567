package io.opensergo.spring.propagation;

import java.net.InetAddress;
import java.util.List;

import io.opensergo.core.match.AddressRange;
import org.jspecify.annotations.Nullable;

/**
 * Whose lane tags count. Inside a chain everybody's, at its edge only those of known
 * proxies.
 */
public final class PeerTrust {

	private static final PeerTrust EVERYBODY = new PeerTrust(true, List.of());

	private final boolean everybody;

	private final List<AddressRange> proxies;

	private PeerTrust(boolean everybody, List<AddressRange> proxies) {
		this.everybody = everybody;
		this.proxies = List.copyOf(proxies);
	}

	/**
	 * Inside a chain: every peer is trusted.
	 * @return the trust
	 */
	public static PeerTrust everybody() {
		return EVERYBODY;
	}

	/**
	 * At the edge of a chain: only peers in some address ranges are trusted.
	 * @param proxies the ranges, empty trusts nobody
	 * @return the trust
	 */
	public static PeerTrust only(List<AddressRange> proxies) {
		return new PeerTrust(false, proxies);
	}

	/**
	 * Whether a peer is trusted.
	 * @param peer the direct peer of the connection, {@code null} when it is not known
	 * @return {@code true} when its tags count; {@code false} for an unknown peer at an
	 * edge
	 */
	public boolean trusts(@Nullable InetAddress peer) {
		return this.everybody || (peer != null && this.proxies.stream().anyMatch((range) -> range.contains(peer)));
	}

}
