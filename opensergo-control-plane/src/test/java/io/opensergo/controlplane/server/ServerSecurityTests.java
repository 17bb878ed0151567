package io.opensergo.controlplane.server;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.security.GeneralSecurityException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ScheduledExecutorService;

import com.google.protobuf.Any;
import com.google.protobuf.StringValue;
import io.grpc.ChannelCredentials;
import io.grpc.InsecureChannelCredentials;
import io.grpc.Status;
import io.grpc.TlsChannelCredentials;
import io.netty.pkitesting.CertificateBuilder;
import io.netty.pkitesting.X509Bundle;
import io.opensergo.core.rule.RuleKind;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.mockito.ArgumentCaptor;

import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIOException;
import static org.assertj.core.api.Assertions.catchThrowable;
import static org.awaitility.Awaitility.await;
import static org.mockito.ArgumentMatchers.any;
import static org.mockito.ArgumentMatchers.anyLong;
import static org.mockito.Mockito.mock;
import static org.mockito.Mockito.verify;

/**
 * Tests for {@link ServerTls}, {@link BearerTokens} and {@link ServerLimits} by real
 * connections.
 */
@Timeout(60)
@ExtendWith(OutputCaptureExtension.class)
class ServerSecurityTests {

	private static final InetSocketAddress ADDRESS = new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);

	@TempDir
	private Path folder;

	private final List<TestClient> clients = new ArrayList<>();

	private ControlPlaneServer server;

	@AfterEach
	void stop() throws Exception {
		for (TestClient client : this.clients) {
			client.close();
		}
		if (this.server != null) {
			this.server.close();
		}
	}

	@Test
	void tlsWhenTheClientTrustsTheAuthorityServes() throws Exception {
		X509Bundle authority = authority();
		start(tls(server(authority), null), null);
		assertServed(client(trusting(authority).build(), null));
	}

	@Test
	void tlsWhenTheClientSpeaksPlaintextFails() throws Exception {
		start(tls(server(authority()), null), null);
		assertThat(client(InsecureChannelCredentials.create(), null).failure().getCode())
			.isEqualTo(Status.Code.UNAVAILABLE);
	}

	@Test
	void tlsWhenTheClientTrustsAnotherAuthorityFails() throws Exception {
		start(tls(server(authority()), null), null);
		assertThat(client(trusting(authority()).build(), null).failure().getCode()).isEqualTo(Status.Code.UNAVAILABLE);
	}

	@Test
	void mutualTlsWhenTheClientHasNoCertificateFails() throws Exception {
		X509Bundle authority = authority();
		start(tls(server(authority), authority), null);
		assertThat(client(trusting(authority).build(), null).failure().getCode()).isEqualTo(Status.Code.UNAVAILABLE);
	}

	@Test
	void mutualTlsWhenTheCertificateIsOfAnotherAuthorityFails() throws Exception {
		X509Bundle authority = authority();
		start(tls(server(authority), authority), null);
		assertThat(client(trusting(authority)
			.keyManager(pem(certificate("CN=app", authority()).getCertificatePathPEM()),
					pem(certificate("CN=app", authority()).getPrivateKeyPEM()))
			.build(), null).failure().getCode()).isEqualTo(Status.Code.UNAVAILABLE);
	}

	@Test
	void mutualTlsWhenTheCertificateIsOfTheAuthorityServes() throws Exception {
		X509Bundle authority = authority();
		start(tls(server(authority), authority), null);
		X509Bundle app = certificate("CN=app", authority);
		assertServed(client(
				trusting(authority).keyManager(pem(app.getCertificatePathPEM()), pem(app.getPrivateKeyPEM())).build(),
				null));
	}

	@Test
	void tlsWhenFilesAreExchangedShowsTheNewCertificateToNewConnections() throws Exception {
		X509Bundle old = authority();
		ServerTls tls = tls(server(old), null);
		ScheduledExecutorService executor = mock(ScheduledExecutorService.class);
		tls.refreshWith(executor);
		ArgumentCaptor<Runnable> refresh = ArgumentCaptor.forClass(Runnable.class);
		verify(executor).scheduleWithFixedDelay(refresh.capture(), anyLong(), anyLong(), any());
		start(tls, null);
		TestClient before = client(trusting(old).build(), null);
		assertServed(before);
		X509Bundle renewed = authority();
		writeServer(server(renewed), Instant.now().plusSeconds(60));
		refresh.getValue().run();
		assertServed(client(trusting(renewed).build(), null));
		assertServed(before);
	}

	@Test
	void tlsWhenTheKeyIsNoneFailsToStart() throws Exception {
		Path garbage = Files.writeString(this.folder.resolve("garbage"), "no key");
		tls(server(authority()), null);
		assertThat(catchThrowable(() -> new ServerTls(this.folder.resolve("tls.crt"), garbage, null)))
			.isInstanceOfAny(IOException.class, GeneralSecurityException.class);
	}

	@Test
	void tokenWhenMissingIsUnauthenticatedWithAClearMessage(CapturedOutput output) throws Exception {
		start(null, tokens("secret-1"));
		Status status = client(InsecureChannelCredentials.create(), null).failure();
		assertThat(status.getCode()).isEqualTo(Status.Code.UNAUTHENTICATED);
		assertThat(status.getDescription()).contains("authorization: Bearer <token>", "opensergo.client.token");
		assertThat(output).contains("Refused /127.0.0.1:").doesNotContain("secret-1");
	}

	@Test
	void tokenWhenWrongIsUnauthenticatedAndNeverLogged(CapturedOutput output) throws Exception {
		start(null, tokens("secret-1"));
		Status status = client(InsecureChannelCredentials.create(), "Bearer guessed").failure();
		assertThat(status.getCode()).isEqualTo(Status.Code.UNAUTHENTICATED);
		assertThat(status.getDescription()).contains("--token-file").doesNotContain("guessed", "secret-1");
		assertThat(output).doesNotContain("guessed");
		assertThat(client(InsecureChannelCredentials.create(), "Basic secret-1").failure().getCode())
			.isEqualTo(Status.Code.UNAUTHENTICATED);
	}

	@Test
	void tokenWhenOneOfTheFileServes() throws Exception {
		start(null, tokens("# the old one\nsecret-1\n\nsecret-2\n"));
		assertServed(client(InsecureChannelCredentials.create(), "Bearer secret-1"));
		assertServed(client(InsecureChannelCredentials.create(), "bearer secret-2"));
		assertThat(client(InsecureChannelCredentials.create(), "Bearer # the old one").failure().getCode())
			.isEqualTo(Status.Code.UNAUTHENTICATED);
	}

	@Test
	void tokenWhenTheFileChangesIsTheNewOne() throws Exception {
		start(null, tokens("secret-1"));
		tokens("another-secret");
		assertThat(client(InsecureChannelCredentials.create(), "Bearer secret-1").failure().getCode())
			.isEqualTo(Status.Code.UNAUTHENTICATED);
		assertServed(client(InsecureChannelCredentials.create(), "Bearer another-secret"));
	}

	@Test
	void tokenWhenTheFileIsGoneStaysAndTheFileIsNamedOnce(CapturedOutput output) throws Exception {
		start(null, tokens("secret-1"));
		Files.delete(this.folder.resolve("tokens"));
		assertServed(client(InsecureChannelCredentials.create(), "Bearer secret-1"));
		assertServed(client(InsecureChannelCredentials.create(), "Bearer secret-1"));
		assertThat(output.toString().split("Cannot read the tokens of", -1)).hasSize(2);
	}

	@Test
	void tokenFileWhenEmptyFails() {
		assertThatIOException().isThrownBy(() -> tokens("# nothing\n")).withMessageContaining("it holds no token");
	}

	@Test
	void connectionsWhenTooManyAreClosedAndTheOthersServed(CapturedOutput output) throws Exception {
		start(new ServerOptions(ADDRESS, ServerLimits.DEFAULT.withTotals(2, 100), null, null));
		TestClient first = plain();
		TestClient second = plain();
		assertServed(first);
		assertServed(second);
		assertThat(plain().failure().getCode()).isEqualTo(Status.Code.UNAVAILABLE);
		assertServed(first);
		assertServed(second);
		assertThat(output).contains("there are 2 connections already");
		second.close();
		await().until(() -> this.server.connections() == 1);
		assertServed(plain());
	}

	@Test
	void streamsWhenTooManyAreRefusedAndTheOthersServed() throws Exception {
		start(new ServerOptions(ADDRESS, ServerLimits.DEFAULT.withTotals(10, 1), null, null));
		TestClient first = plain();
		assertServed(first);
		Status status = plain().failure();
		assertThat(status.getCode()).isEqualTo(Status.Code.RESOURCE_EXHAUSTED);
		assertThat(status.getDescription()).contains("--max-streams");
		assertServed(first);
		first.hangUp();
		await().until(() -> this.server.streams() == 0);
		assertServed(plain());
	}

	@Test
	void startWhenTheNetworkCanHearWarns(CapturedOutput output) throws Exception {
		start(new ServerOptions(new InetSocketAddress("0.0.0.0", 0), ServerLimits.DEFAULT, null, tokens("secret-1")));
		assertThat(output).contains("Tokens cross the network readable for everybody");
	}

	@Test
	void startWhenOnTheLoopbackAddressDoesNotWarn(CapturedOutput output) throws Exception {
		start(null, null);
		assertThat(output).doesNotContain("no encryption");
	}

	private void assertServed(TestClient client) throws InterruptedException {
		client.subscribe("stock", RuleKind.TRAFFIC_LANE);
		assertThat(client.next().getStatus().getCode()).isEqualTo(1);
	}

	private TestClient plain() {
		return client(InsecureChannelCredentials.create(), null);
	}

	private TestClient client(ChannelCredentials credentials, String authorization) {
		TestClient client = new TestClient(this.server.port(), true, credentials, authorization);
		this.clients.add(client);
		return client;
	}

	private void start(ServerTls tls, BearerTokens tokens) throws IOException {
		start(new ServerOptions(ADDRESS, ServerLimits.DEFAULT, tls, tokens));
	}

	private void start(ServerOptions options) throws IOException {
		RuleBoard board = new RuleBoard((rule) -> Any.pack(StringValue.of(rule.metadata().name())), Instant::now,
				Timing.SYSTEM);
		this.server = new ControlPlaneServer(board, options, ServerObserver.NONE);
		this.server.start();
	}

	private BearerTokens tokens(String text) throws IOException {
		return new BearerTokens(Files.writeString(this.folder.resolve("tokens"), text));
	}

	private ServerTls tls(X509Bundle certificate, X509Bundle clientAuthority) throws Exception {
		writeServer(certificate, Instant.now());
		Path authorities = null;
		if (clientAuthority != null) {
			authorities = Files.writeString(this.folder.resolve("clients.crt"), clientAuthority.getCertificatePEM());
		}
		return new ServerTls(this.folder.resolve("tls.crt"), this.folder.resolve("tls.key"), authorities);
	}

	private void writeServer(X509Bundle certificate, Instant modified) throws IOException {
		Path chain = Files.writeString(this.folder.resolve("tls.crt"), certificate.getCertificatePathPEM());
		Path key = Files.writeString(this.folder.resolve("tls.key"), certificate.getPrivateKeyPEM());
		Files.setLastModifiedTime(chain, FileTime.from(modified));
		Files.setLastModifiedTime(key, FileTime.from(modified));
	}

	private static X509Bundle authority() throws Exception {
		return new CertificateBuilder().subject("CN=authority").setIsCertificateAuthority(true).buildSelfSigned();
	}

	private static X509Bundle server(X509Bundle authority) throws Exception {
		return new CertificateBuilder().subject("CN=localhost").addSanDnsName("localhost").buildIssuedBy(authority);
	}

	private static X509Bundle certificate(String subject, X509Bundle authority) throws Exception {
		return new CertificateBuilder().subject(subject).buildIssuedBy(authority);
	}

	private static TlsChannelCredentials.Builder trusting(X509Bundle authority) throws IOException {
		return TlsChannelCredentials.newBuilder().trustManager(pem(authority.getCertificatePEM()));
	}

	private static ByteArrayInputStream pem(String text) {
		return new ByteArrayInputStream(text.getBytes(StandardCharsets.US_ASCII));
	}

}
