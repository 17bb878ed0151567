package io.opensergo.client;

import java.util.List;

import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLException;
import javax.net.ssl.TrustManagerFactory;

import io.grpc.ChannelCredentials;
import io.grpc.netty.GrpcSslContexts;
import io.grpc.netty.NettySslContextChannelCredentials;
import io.netty.handler.ssl.SslContextBuilder;
import org.jspecify.annotations.Nullable;

/**
 * Certificates and limits of a TLS connection. Immutable as far as the factories are. The
 * name of the server is always checked.
 *
 * @param keys the certificate that the client shows (mTLS), {@code null} for none
 * @param trust the authorities that a server's certificate may be signed by, {@code null}
 * for those of the JDK
 * @param protocols the TLS protocols, empty for the default
 * @param ciphers the cipher suites, empty for those that HTTP/2 recommends
 */
public record TlsOptions(@Nullable KeyManagerFactory keys, @Nullable TrustManagerFactory trust, List<String> protocols,
		List<String> ciphers) {

	/**
	 * No certificate of our own, and the authorities of the JDK.
	 */
	public static final TlsOptions DEFAULT = new TlsOptions(null, null, List.of(), List.of());

	public TlsOptions {
		protocols = List.copyOf(protocols);
		ciphers = List.copyOf(ciphers);
	}

	ChannelCredentials toCredentials() {
		// Takes the protocol negotiation and the ciphers of HTTP/2.
		SslContextBuilder builder = GrpcSslContexts.forClient();
		if (this.keys != null) {
			builder.keyManager(this.keys);
		}
		if (this.trust != null) {
			builder.trustManager(this.trust);
		}
		if (!this.protocols.isEmpty()) {
			builder.protocols(this.protocols);
		}
		if (!this.ciphers.isEmpty()) {
			builder.ciphers(this.ciphers);
		}
		try {
			return NettySslContextChannelCredentials.create(builder.build());
		}
		catch (SSLException ex) {
			throw new IllegalStateException("The TLS options cannot be used: " + ex.getMessage(), ex);
		}
	}

}
