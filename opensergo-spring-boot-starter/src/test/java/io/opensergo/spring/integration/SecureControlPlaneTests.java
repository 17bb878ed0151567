package io.opensergo.spring.integration;

import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

import io.grpc.ServerCredentials;
import io.grpc.TlsServerCredentials;
import io.grpc.TlsServerCredentials.ClientAuth;
import io.netty.pkitesting.CertificateBuilder;
import io.netty.pkitesting.X509Bundle;
import io.opensergo.client.ControlPlaneRuleSource;
import io.opensergo.client.testing.FaultyControlPlane;
import io.opensergo.core.source.RuleSourceStatus;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.context.annotation.Configuration;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * Tests for an application and a control plane that trust each other by certificates and
 * a token.
 */
@Timeout(60)
class SecureControlPlaneTests {

	@TempDir
	private Path folder;

	private X509Bundle authority;

	@BeforeEach
	void makeCertificates() throws Exception {
		this.authority = new CertificateBuilder().subject("CN=Test authority")
			.setIsCertificateAuthority(true)
			.buildSelfSigned();
		Files.writeString(this.folder.resolve("ca.pem"), this.authority.getCertificatePEM());
		writeClientCertificate("order-1");
	}

	@Test
	void bundleAndTokenAreUsedAndCertificatesAreRenewedWhenTheirFilesChange() throws Exception {
		Files.writeString(this.folder.resolve("token"), "secret");
		try (FaultyControlPlane server = FaultyControlPlane.start(mutual()).requireToken("secret");
				TestChain chain = new TestChain()) {
			String bundle = "spring.ssl.bundle.pem.control-plane.";
			chain.property("opensergo.endpoint", "https://127.0.0.1:" + server.port())
				.property("opensergo.client.ssl.bundle", "control-plane")
				.property("opensergo.client.ssl.server-name", "control-plane.test")
				.property("opensergo.client.token-file", this.folder.resolve("token"))
				.property("spring.ssl.bundle.watch.file.quiet-period", "100ms")
				.property(bundle + "reload-on-update", "true")
				.property(bundle + "truststore.certificate", "file:" + this.folder.resolve("ca.pem"))
				.property(bundle + "keystore.certificate", "file:" + this.folder.resolve("client.pem"))
				.property(bundle + "keystore.private-key", "file:" + this.folder.resolve("client.key"))
				.start(WebApplicationType.SERVLET, Application.class);
			ControlPlaneRuleSource source = chain.application().getBean(ControlPlaneRuleSource.class);
			await().untilAsserted(() -> assertThat(source.status().state()).as(source.status().detail())
				.isEqualTo(RuleSourceStatus.State.UP));
			await().untilAsserted(() -> assertThat(server.peers()).containsExactly("CN=order-1"));
			assertThat(server.authorizations()).containsExactly("Bearer secret");
			writeClientCertificate("order-2");
			await().untilAsserted(() -> assertThat(server.peers()).last().isEqualTo("CN=order-2"));
			await().until(() -> source.status().state() == RuleSourceStatus.State.UP);
		}
	}

	@Test
	void bundleWithAuthoritiesAloneIsEnough() throws Exception {
		try (FaultyControlPlane server = FaultyControlPlane.start(certificate().build());
				TestChain chain = new TestChain()) {
			chain.property("opensergo.endpoint", "https://127.0.0.1:" + server.port())
				.property("opensergo.client.ssl.bundle", "control-plane")
				.property("opensergo.client.ssl.server-name", "control-plane.test")
				.property("spring.ssl.bundle.pem.control-plane.truststore.certificate",
						"file:" + this.folder.resolve("ca.pem"))
				.start(WebApplicationType.SERVLET, Application.class);
			ControlPlaneRuleSource source = chain.application().getBean(ControlPlaneRuleSource.class);
			await().untilAsserted(() -> assertThat(source.status().state()).as(source.status().detail())
				.isEqualTo(RuleSourceStatus.State.UP));
			assertThat(server.peers()).containsExactly("");
		}
	}

	private void writeClientCertificate(String name) throws Exception {
		X509Bundle client = issue(name);
		Files.writeString(this.folder.resolve("client.key"), client.getPrivateKeyPEM());
		Files.writeString(this.folder.resolve("client.pem"), client.getCertificatePEM());
	}

	private X509Bundle issue(String name) throws Exception {
		return new CertificateBuilder().subject("CN=" + name).addSanDnsName(name).buildIssuedBy(this.authority);
	}

	private ServerCredentials mutual() throws Exception {
		return certificate().trustManager(stream(this.authority.getCertificatePEM()))
			.clientAuth(ClientAuth.REQUIRE)
			.build();
	}

	private TlsServerCredentials.Builder certificate() throws Exception {
		X509Bundle server = issue("control-plane.test");
		return TlsServerCredentials.newBuilder()
			.keyManager(stream(server.getCertificatePathPEM()), stream(server.getPrivateKeyPEM()));
	}

	private static InputStream stream(String pem) {
		return new ByteArrayInputStream(pem.getBytes(StandardCharsets.US_ASCII));
	}

	@Configuration(proxyBeanMethods = false)
	@EnableAutoConfiguration
	static class Application {

	}

}
