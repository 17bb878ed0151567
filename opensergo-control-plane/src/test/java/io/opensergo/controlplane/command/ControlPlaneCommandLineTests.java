package io.opensergo.controlplane.command;

import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link ControlPlaneCommandLine}.
 */
class ControlPlaneCommandLineTests {

	@TempDir
	private Path folder;

	@Test
	void executeWhenCommandIsMissingIsUsage() {
		CommandRun run = CommandRun.of();
		assertThat(run.exitCode()).isEqualTo(2);
		assertThat(run.errLines()).singleElement().asString().startsWith("Missing command").contains("--help");
	}

	@Test
	void executeWhenOptionIsUnknownIsUsageInOneLine() {
		CommandRun run = CommandRun.of("validate", "--colour", this.folder);
		assertThat(run.exitCode()).isEqualTo(2);
		assertThat(run.out()).isEmpty();
		assertThat(run.errLines()).singleElement()
			.asString()
			.contains("--colour", "opensergo-control-plane validate --help");
	}

	@Test
	void executeWhenRequiredOptionsAreMissingNamesThem() {
		CommandRun run = CommandRun.of("route");
		assertThat(run.exitCode()).isEqualTo(2);
		assertThat(run.errLines()).singleElement().asString().contains("--rules", "--requests");
	}

	@ParameterizedTest
	@ValueSource(strings = { "serve", "validate", "route" })
	void helpWhenAskedOfACommandHasExamples(String command) {
		CommandRun run = CommandRun.of(command, "--help");
		assertThat(run.exitCode()).isZero();
		assertThat(run.out()).contains("Usage: opensergo-control-plane " + command, "Examples:",
				"  opensergo-control-plane " + command + " ");
		assertThat(run.err()).isEmpty();
	}

	@Test
	void helpWhenAskedOfTheProgramListsTheCommands() {
		CommandRun run = CommandRun.of("--help");
		assertThat(run.exitCode()).isZero();
		assertThat(run.out()).contains("serve", "validate", "route", "Exit codes");
	}

	@Test
	void versionWhenAskedNamesTheProgram() {
		CommandRun run = CommandRun.of("--version");
		assertThat(run.exitCode()).isZero();
		assertThat(run.out()).startsWith("opensergo-control-plane ");
	}

	@Test
	void serveWhenFolderIsMissingSaysSo() {
		CommandRun run = CommandRun.of("serve", "--rules", this.folder.resolve("none"));
		assertThat(run.exitCode()).isEqualTo(1);
		assertThat(run.errLines()).singleElement().asString().contains("none: no such folder", "--rules");
	}

	@Test
	void serveWhenPortIsOutOfRangeIsUsage() {
		CommandRun run = CommandRun.of("serve", "--rules", this.folder, "--port", "70000");
		assertThat(run.exitCode()).isEqualTo(2);
		assertThat(run.errLines()).singleElement().asString().contains("--port is 70000");
	}

	@Test
	void serveWhenPortIsTakenSaysSoInOneLine() throws Exception {
		try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getByName("127.0.0.1"))) {
			CommandRun run = CommandRun.of("serve", "--rules", this.folder, "--port", taken.getLocalPort());
			assertThat(run.exitCode()).isEqualTo(1);
			assertThat(run.errLines()).singleElement()
				.asString()
				.startsWith("Cannot listen on 127.0.0.1:" + taken.getLocalPort())
				.contains("--port");
		}
	}

	@Test
	void serveWhenTheKeyOfACertificateIsMissingIsUsage() {
		CommandRun run = CommandRun.of("serve", "--rules", this.folder, "--tls-cert", "tls.crt");
		assertThat(run.exitCode()).isEqualTo(2);
		assertThat(run.errLines()).singleElement().asString().contains("--tls-cert and --tls-key belong together");
	}

	@Test
	void serveWhenACertificateCannotBeReadSaysSo() {
		CommandRun run = CommandRun.of("serve", "--rules", this.folder, "--tls-cert", "none.crt", "--tls-key",
				"none.key");
		assertThat(run.exitCode()).isEqualTo(1);
		assertThat(run.errLines()).singleElement().asString().contains("none.crt", "none.key", "PKCS #8");
	}

	@Test
	void serveWhenACertificateIsGarbageSaysSo() throws Exception {
		Path garbage = Files.writeString(this.folder.resolve("garbage"), "no certificate");
		CommandRun run = CommandRun.of("serve", "--rules", this.folder, "--tls-cert", garbage, "--tls-key", garbage);
		assertThat(run.exitCode()).isEqualTo(1);
		assertThat(run.errLines()).singleElement().asString().startsWith("Cannot use --tls-cert " + garbage);
	}

	@Test
	void serveWhenTheTokenFileIsEmptySaysSo() throws Exception {
		Path tokens = Files.writeString(this.folder.resolve("tokens"), "\n");
		CommandRun run = CommandRun.of("serve", "--rules", this.folder, "--token-file", tokens);
		assertThat(run.exitCode()).isEqualTo(1);
		assertThat(run.errLines()).singleElement().asString().contains(tokens.toString(), "it holds no token");
	}

	@Test
	void serveWhenALimitIsZeroIsUsage() {
		CommandRun run = CommandRun.of("serve", "--rules", this.folder, "--max-streams", "0");
		assertThat(run.exitCode()).isEqualTo(2);
		assertThat(run.errLines()).singleElement().asString().contains("--max-streams is 0");
	}

	@Test
	void serveWhenTheManagementPortIsTakenSaysSoInOneLine() throws Exception {
		try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getByName("127.0.0.1"))) {
			CommandRun run = CommandRun.of("serve", "--rules", this.folder, "--port", "0", "--management-port",
					taken.getLocalPort());
			assertThat(run.exitCode()).isEqualTo(1);
			assertThat(run.errLines()).singleElement()
				.asString()
				.startsWith("Cannot listen on 127.0.0.1:" + taken.getLocalPort())
				.contains("--management-port");
		}
	}

	@Test
	void serveWhenTheLogFormatIsUnknownNamesTheFormats() {
		CommandRun run = CommandRun.of("serve", "--rules", this.folder, "--log-format", "xml");
		assertThat(run.exitCode()).isEqualTo(2);
		assertThat(run.errLines()).singleElement().asString().contains("TEXT, JSON");
	}

}
