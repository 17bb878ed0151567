package io.opensergo.spring.autoconfigure;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Supplier;

import io.opensergo.client.ChannelSecurity;
import io.opensergo.client.ControlPlaneClientOptions.Endpoint;
import io.opensergo.client.TlsOptions;
import io.opensergo.client.TokenSource;
import io.opensergo.spring.autoconfigure.OpenSergoProperties.Client;
import org.jspecify.annotations.Nullable;

import org.springframework.boot.ssl.NoSuchSslBundleException;
import org.springframework.boot.ssl.SslBundle;
import org.springframework.boot.ssl.SslBundles;
import org.springframework.boot.ssl.SslOptions;

/**
 * Reads how connections to the control plane are protected. What does not fit together
 * fails the start.
 */
final class ControlPlaneSecurity {

	private static final String BUNDLE = "opensergo.client.ssl.bundle";

	private static final String TOKEN = "opensergo.client.token";

	private static final String TOKEN_FILE = "opensergo.client.token-file";

	private final Client client;

	private final @Nullable SslBundles bundles;

	ControlPlaneSecurity(Client client, @Nullable SslBundles bundles) {
		this.client = client;
		this.bundles = bundles;
	}

	/**
	 * The protection of connections to endpoints.
	 * @throws InvalidOpenSergoPropertyException when the properties contradict each other
	 */
	ChannelSecurity check(List<Endpoint> endpoints) {
		TokenSource token = token();
		for (Endpoint endpoint : endpoints) {
			if (!endpoint.tls()) {
				checkPlaintext(endpoint, token);
			}
		}
		return new ChannelSecurity(tls(), this.client.ssl().serverName(), token, this.client.allowInsecureToken());
	}

	private void checkPlaintext(Endpoint endpoint, @Nullable TokenSource token) {
		if (this.client.ssl().bundle() != null) {
			throw new InvalidOpenSergoPropertyException("opensergo.endpoint", endpoint.toString(),
					"it is plaintext, while '" + BUNDLE + "' asks for TLS",
					"Write https://" + endpoint + ", or remove the bundle");
		}
		if (token != null && !endpoint.isLoopback() && !this.client.allowInsecureToken()) {
			throw new InvalidOpenSergoPropertyException("opensergo.endpoint", endpoint.toString(),
					"it is plaintext, and everybody on the way could read the token", "Write https://" + endpoint
							+ ", or set opensergo.client.allow-insecure-token=true when the network is trusted");
		}
	}

	private @Nullable TokenSource token() {
		String token = this.client.token();
		Path file = this.client.tokenFile();
		if (file == null) {
			return (token != null) ? constant(token) : null;
		}
		if (token != null) {
			throw new InvalidOpenSergoPropertyException(TOKEN_FILE, file.toString(),
					"there is a token in '" + TOKEN + "' too", "Set one of the two");
		}
		if (!Files.isReadable(file)) {
			throw new InvalidOpenSergoPropertyException(TOKEN_FILE, file.toString(),
					"there is no such file, or this process may not read it",
					"Check the path, and that the file is mounted before the application starts");
		}
		return TokenSource.ofFile(file);
	}

	private static TokenSource constant(String token) {
		try {
			return TokenSource.of(token);
		}
		catch (IllegalArgumentException ex) {
			throw new InvalidOpenSergoPropertyException(TOKEN, "***",
					"it is empty, too long, or holds white space or other characters that no token has",
					"Write the token alone, without 'Bearer', on one line");
		}
	}

	private Supplier<TlsOptions> tls() {
		String name = this.client.ssl().bundle();
		if (name == null) {
			return () -> TlsOptions.DEFAULT;
		}
		if (this.bundles == null) {
			throw new InvalidOpenSergoPropertyException(BUNDLE, name, "this application has no SSL bundles",
					"Do not exclude the auto-configuration of SSL, or remove the property");
		}
		SslBundles known = this.bundles;
		try {
			known.getBundle(name);
		}
		catch (NoSuchSslBundleException ex) {
			throw new InvalidOpenSergoPropertyException(BUNDLE, name,
					"there is no SSL bundle of this name; there are " + known.getBundleNames(),
					"Define it below spring.ssl.bundle.pem." + name + " or spring.ssl.bundle.jks." + name);
		}
		return () -> options(known.getBundle(name));
	}

	private static TlsOptions options(SslBundle bundle) {
		SslOptions options = bundle.getOptions();
		return new TlsOptions(bundle.getManagers().getKeyManagerFactory(),
				bundle.getManagers().getTrustManagerFactory(), list(options.getEnabledProtocols()),
				list(options.getCiphers()));
	}

	private static List<String> list(String @Nullable [] values) {
		return (values != null) ? List.of(values) : List.of();
	}

}
