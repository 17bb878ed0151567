package io.opensergo.client;

import java.util.Objects;
import java.util.function.Supplier;

import org.jspecify.annotations.Nullable;

/**
 * How connections are protected, and as whom the client comes. Immutable as far as the
 * suppliers are.
 *
 * @param tls the TLS options of endpoints with TLS; asked for each connection, so that
 * renewed certificates are used by the next one
 * @param serverName the name that a server's certificate must have, {@code null} for the
 * host of the endpoint
 * @param token the bearer token, {@code null} for none
 * @param insecureToken whether the token may travel in plaintext, where everybody on the
 * way reads it; over loopback it always may
 */
public record ChannelSecurity(Supplier<TlsOptions> tls, @Nullable String serverName, @Nullable TokenSource token,
		boolean insecureToken) {

	/**
	 * The authorities of the JDK, and no token.
	 */
	public static final ChannelSecurity DEFAULT = new ChannelSecurity(() -> TlsOptions.DEFAULT, null, null, false);

	public ChannelSecurity {
		Objects.requireNonNull(tls, "tls");
	}

	/**
	 * These with other TLS options.
	 * @param tls the TLS options of endpoints with TLS, asked for each connection
	 * @return a new object
	 */
	public ChannelSecurity withTls(Supplier<TlsOptions> tls) {
		return new ChannelSecurity(tls, this.serverName, this.token, this.insecureToken);
	}

	/**
	 * These with another name of the server.
	 * @param serverName the name that a server's certificate must have
	 * @return a new object
	 */
	public ChannelSecurity withServerName(String serverName) {
		return new ChannelSecurity(this.tls, serverName, this.token, this.insecureToken);
	}

	/**
	 * These with a token, which travels over TLS and loopback only.
	 * @param token the bearer token
	 * @return a new object
	 */
	public ChannelSecurity withToken(TokenSource token) {
		return new ChannelSecurity(this.tls, this.serverName, token, this.insecureToken);
	}

}
