package io.opensergo.client;

import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;

import io.grpc.ServerCredentials;
import io.grpc.TlsServerCredentials;
import io.grpc.TlsServerCredentials.ClientAuth;
import io.netty.pkitesting.CertificateBuilder;
import io.netty.pkitesting.X509Bundle;
import io.opensergo.client.ControlPlaneClientOptions.Endpoint;
import io.opensergo.client.testing.FaultyControlPlane;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.awaitility.Awaitility.await;

/**
 * Tests for TLS and tokens of {@link ControlPlaneRuleSource}, with certificates made on
 * the spot.
 */
class ControlPlaneSecurityTests extends AbstractSourceTests {

	private static X509Bundle authority;

	private static X509Bundle localhost;

	@BeforeAll
	static void makeCertificates() throws Exception {
		authority = new CertificateBuilder().subject("CN=Test authority")
			.setIsCertificateAuthority(true)
			.buildSelfSigned();
		localhost = issue("localhost");
	}

	@Test
	void tlsWithTheAuthorityOfTheServerConnects() throws Exception {
		FaultyControlPlane server = closing(FaultyControlPlane.start(certificate(localhost).build()));
		set(server, V1);
		ControlPlaneRuleSource source = subscribed(tls(server, trusting(null)));
		awaitRules(V1);
		assertThat(source.status().detail()).contains("https://localhost:" + server.port());
		assertThat(server.peers()).containsOnly("");
	}

	@Test
	void tlsWithAnotherAuthorityIsRefusedAndSaid() throws Exception {
		FaultyControlPlane server = closing(FaultyControlPlane.start(certificate(localhost).build()));
		set(server, V1);
		ControlPlaneRuleSource source = subscribed(tls(server, ChannelSecurity.DEFAULT));
		awaitDetail(source, "check the certificate of the control plane");
		assertThat(this.listener.calls()).isZero();
	}

	@Test
	void nameOfTheServerIsChecked() throws Exception {
		FaultyControlPlane server = closing(FaultyControlPlane.start(certificate(issue("control-plane.test")).build()));
		set(server, V1);
		ControlPlaneRuleSource source = subscribed(tls(server, trusting(null)));
		awaitDetail(source, "check the certificate of the control plane");
		subscribed(tls(server, trusting(null).withServerName("control-plane.test")));
		awaitRules(V1);
	}

	@Test
	void clientShowsItsCertificate() throws Exception {
		FaultyControlPlane server = closing(FaultyControlPlane.start(mutual()));
		set(server, V1);
		subscribed(tls(server, trusting(issue("order-1"))));
		awaitRules(V1);
		assertThat(server.peers()).containsExactly("CN=order-1");
	}

	@Test
	void clientWithoutCertificateIsRefused() throws Exception {
		FaultyControlPlane server = closing(FaultyControlPlane.start(mutual()));
		ControlPlaneRuleSource source = subscribed(tls(server, trusting(null)));
		awaitDetail(source, "disconnected since");
		assertThat(server.subscriptions()).isEmpty();
	}

	@Test
	void renewedCertificateIsShownOnANewConnection() throws Exception {
		FaultyControlPlane server = closing(FaultyControlPlane.start(mutual()));
		set(server, V1);
		AtomicReference<TlsOptions> current = new AtomicReference<>(tlsOptions(issue("order-1")));
		ControlPlaneRuleSource source = subscribed(tls(server, ChannelSecurity.DEFAULT.withTls(current::get)));
		awaitRules(V1);
		current.set(tlsOptions(issue("order-2")));
		source.renew();
		await().untilAsserted(() -> assertThat(server.peers()).containsExactly("CN=order-1", "CN=order-2"));
		set(server, V2);
		awaitRules(V2);
		await().until(() -> server.streams() == 1);
		assertThat(source.statistics().reconnects()).isOne();
	}

	@Test
	void renewDuringBackoffConnectsAtOnce() throws Exception {
		FaultyControlPlane server = closing(FaultyControlPlane.start(mutual()));
		set(server, V1);
		AtomicReference<TlsOptions> current = new AtomicReference<>(tlsOptions(null));
		ControlPlaneRuleSource source = subscribed(tls(server, ChannelSecurity.DEFAULT.withTls(current::get)));
		awaitDetail(source, "disconnected since");
		current.set(tlsOptions(issue("order-2")));
		source.renew();
		awaitRules(V1);
	}

	@Test
	void plaintextAtATlsPortIsSaid() throws Exception {
		FaultyControlPlane server = closing(FaultyControlPlane.start(certificate(localhost).build()));
		ControlPlaneRuleSource source = subscribed(options(server.port()));
		awaitDetail(source, "write https:// when it speaks TLS");
	}

	@Test
	void tlsAtAPlaintextPortIsSaid() {
		ControlPlaneRuleSource source = subscribed(tls(server(), ChannelSecurity.DEFAULT));
		awaitDetail(source, "does not speak TLS there");
	}

	@Test
	void tokenIsSentOverTls() throws Exception {
		FaultyControlPlane server = closing(FaultyControlPlane.start(certificate(localhost).build()))
			.requireToken("secret");
		set(server, V1);
		subscribed(tls(server, trusting(null).withToken(TokenSource.of("secret"))));
		awaitRules(V1);
		assertThat(server.authorizations()).containsExactly("Bearer secret");
	}

	@Test
	void tokenOfAFileIsReadForEachStream(@TempDir Path folder) throws Exception {
		Path file = folder.resolve("token");
		Files.writeString(file, "first\n");
		FaultyControlPlane server = server();
		set(server, V1);
		subscribed(options(server.port()).withSecurity(ChannelSecurity.DEFAULT.withToken(TokenSource.ofFile(file))));
		awaitRules(V1);
		Files.writeString(file, "second\n");
		server.dropStreams();
		await()
			.untilAsserted(() -> assertThat(server.authorizations()).containsExactly("Bearer first", "Bearer second"));
	}

	@Test
	void wrongTokenIsSaidAndRightOneHeals(@TempDir Path folder) throws Exception {
		Path file = folder.resolve("token");
		FaultyControlPlane server = server().requireToken("right");
		set(server, V1);
		ControlPlaneRuleSource source = subscribed(
				options(server.port()).withSecurity(ChannelSecurity.DEFAULT.withToken(TokenSource.ofFile(file))));
		awaitDetail(source, "the token of this client cannot be read", file.toString());
		Files.writeString(file, "wrong");
		awaitDetail(source, "UNAUTHENTICATED: wrong token", "check the token");
		assertThat(source.status().detail()).doesNotContain("Bearer");
		Files.writeString(file, "right");
		awaitRules(V1);
	}

	@Test
	void tokenNeverTravelsInPlaintextButToLoopback() {
		ChannelSecurity security = ChannelSecurity.DEFAULT.withToken(TokenSource.of("secret"));
		for (String loopback : List.of("localhost:1", "127.0.0.1:1", "127.8.9.10:1", "[::1]:1", "https://far:1")) {
			assertThat(options(List.of(Endpoint.parse(loopback))).withSecurity(security)).asString()
				.doesNotContain("secret");
		}
		ControlPlaneClientOptions far = options(List.of(Endpoint.parse("https://far:1"), Endpoint.parse("far:2")));
		assertThatIllegalArgumentException().isThrownBy(() -> far.withSecurity(security))
			.withMessageContaining("far:2")
			.withMessageNotContaining("secret");
		assertThat(far.withSecurity(new ChannelSecurity(security.tls(), null, security.token(), true))).isNotNull();
	}

	@Test
	void textThatIsNoTokenIsRefusedWithoutShowingIt() {
		for (String text : List.of("", "two words", "line\nbreak", "x".repeat(16385))) {
			assertThatIllegalArgumentException().isThrownBy(() -> TokenSource.of(text))
				.withMessageContaining("The token is empty")
				.withMessageNotContaining("words");
		}
	}

	private static ControlPlaneClientOptions tls(FaultyControlPlane server, ChannelSecurity security) {
		return options(List.of(Endpoint.parse("https://localhost:" + server.port()))).withSecurity(security);
	}

	private static ChannelSecurity trusting(X509Bundle client) throws Exception {
		TlsOptions options = tlsOptions(client);
		return ChannelSecurity.DEFAULT.withTls(() -> options);
	}

	private static TlsOptions tlsOptions(X509Bundle client) throws Exception {
		return new TlsOptions((client != null) ? client.toKeyManagerFactory() : null, authority.toTrustManagerFactory(),
				List.of("TLSv1.3"), List.of());
	}

	private static X509Bundle issue(String name) throws Exception {
		return new CertificateBuilder().subject("CN=" + name).addSanDnsName(name).buildIssuedBy(authority);
	}

	private static ServerCredentials mutual() throws Exception {
		return certificate(localhost).trustManager(stream(authority.getCertificatePEM()))
			.clientAuth(ClientAuth.REQUIRE)
			.build();
	}

	private static TlsServerCredentials.Builder certificate(X509Bundle bundle) throws Exception {
		return TlsServerCredentials.newBuilder()
			.keyManager(stream(bundle.getCertificatePathPEM()), stream(bundle.getPrivateKeyPEM()));
	}

	private static InputStream stream(String pem) {
		return new ByteArrayInputStream(pem.getBytes(StandardCharsets.US_ASCII));
	}

}
