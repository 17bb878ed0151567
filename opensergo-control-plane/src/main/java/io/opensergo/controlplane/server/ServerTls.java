package io.opensergo.controlplane.server;

import java.io.IOException;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

import io.grpc.ServerCredentials;
import io.grpc.TlsServerCredentials;
import io.grpc.TlsServerCredentials.ClientAuth;
import io.grpc.util.AdvancedTlsX509KeyManager;
import io.grpc.util.AdvancedTlsX509TrustManager;
import io.grpc.util.AdvancedTlsX509TrustManager.Verification;
import org.jspecify.annotations.Nullable;

/**
 * Encryption by PEM files. Exchanged files take effect for new connections within a
 * minute; while new ones cannot be read, the old ones stay in force.
 */
public final class ServerTls {

	private static final long REFRESH_MINUTES = 1;

	private final Path certificate;

	private final Path key;

	private final @Nullable Path clientAuthorities;

	private final AdvancedTlsX509KeyManager keyManager = new AdvancedTlsX509KeyManager();

	private final @Nullable AdvancedTlsX509TrustManager trustManager;

	/**
	 * Reads the files.
	 * @param certificate the certificate chain of the server
	 * @param key its private key, PKCS #8 without a password
	 * @param clientAuthorities the authorities that sign certificates of clients, whose
	 * certificates are demanded then; {@code null} when clients need none
	 * @throws IOException when a file cannot be read
	 * @throws GeneralSecurityException when a file does not hold what it should
	 */
	public ServerTls(Path certificate, Path key, @Nullable Path clientAuthorities)
			throws IOException, GeneralSecurityException {
		this.certificate = certificate;
		this.key = key;
		this.clientAuthorities = clientAuthorities;
		this.keyManager.updateIdentityCredentials(certificate.toFile(), key.toFile());
		this.trustManager = (clientAuthorities != null) ? trust(clientAuthorities) : null;
	}

	private static AdvancedTlsX509TrustManager trust(Path authorities) throws IOException, GeneralSecurityException {
		AdvancedTlsX509TrustManager manager = AdvancedTlsX509TrustManager.newBuilder()
			.setVerification(Verification.CERTIFICATE_ONLY_VERIFICATION)
			.build();
		manager.updateTrustCredentials(authorities.toFile());
		return manager;
	}

	ServerCredentials credentials() {
		TlsServerCredentials.Builder credentials = TlsServerCredentials.newBuilder().keyManager(this.keyManager);
		if (this.trustManager != null) {
			credentials.trustManager(this.trustManager).clientAuth(ClientAuth.REQUIRE);
		}
		return credentials.build();
	}

	/**
	 * Looks after the files from now on.
	 * @param executor does the reading; ends it by its own end
	 * @throws IOException when a file cannot be read any more
	 * @throws GeneralSecurityException when a file does not hold any more what it should
	 */
	void refreshWith(ScheduledExecutorService executor) throws IOException, GeneralSecurityException {
		this.keyManager.updateIdentityCredentials(this.certificate.toFile(), this.key.toFile(), REFRESH_MINUTES,
				TimeUnit.MINUTES, executor);
		if (this.trustManager != null && this.clientAuthorities != null) {
			this.trustManager.updateTrustCredentials(this.clientAuthorities.toFile(), REFRESH_MINUTES, TimeUnit.MINUTES,
					executor);
		}
	}

	/**
	 * Whether clients must show a certificate.
	 * @return {@code true} with authorities of clients
	 */
	public boolean demandsClientCertificates() {
		return this.trustManager != null;
	}

}
