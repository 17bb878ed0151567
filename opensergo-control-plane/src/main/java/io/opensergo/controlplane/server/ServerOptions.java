package io.opensergo.controlplane.server;

import java.net.InetSocketAddress;
import java.util.Objects;

import org.jspecify.annotations.Nullable;

/**
 * Where a server listens, and for whom.
 *
 * @param address where to listen; port 0 takes any free port
 * @param limits how much clients may take
 * @param tls encryption, {@code null} for plaintext
 * @param tokens who may subscribe, {@code null} for everybody who can connect
 */
public record ServerOptions(InetSocketAddress address, ServerLimits limits, @Nullable ServerTls tls,
		@Nullable BearerTokens tokens) {

	public ServerOptions {
		Objects.requireNonNull(address, "address");
		Objects.requireNonNull(limits, "limits");
	}

	/**
	 * Plaintext for everybody, with the usual limits.
	 * @param address where to listen
	 * @return the options
	 */
	public static ServerOptions of(InetSocketAddress address) {
		return new ServerOptions(address, ServerLimits.DEFAULT, null, null);
	}

	/**
	 * Whether the network can hear what is said: no encryption, and an address that other
	 * machines reach.
	 * @return {@code true} when it can
	 */
	boolean overheard() {
		return this.tls == null && !this.address.getAddress().isLoopbackAddress();
	}

}
