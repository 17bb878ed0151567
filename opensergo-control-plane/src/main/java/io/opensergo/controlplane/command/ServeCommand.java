package io.opensergo.controlplane.command;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.util.Objects;
import java.util.concurrent.Callable;

import io.opensergo.controlplane.boot.ControlPlaneApplication;
import io.opensergo.controlplane.boot.ListenException;
import io.opensergo.controlplane.boot.ServeOptions;
import io.opensergo.controlplane.boot.ServeOptions.LogFormat;
import io.opensergo.controlplane.server.BearerTokens;
import io.opensergo.controlplane.server.ControlPlaneServer;
import io.opensergo.controlplane.server.ServerLimits;
import io.opensergo.controlplane.server.ServerOptions;
import io.opensergo.controlplane.server.ServerTls;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/**
 * Serves rules to applications.
 */
@Command(name = "serve", mixinStandardHelpOptions = true,
		description = "Serves the rules of a folder by the OpenSergo protocol (gRPC). Changed files take effect "
				+ "at once; the last good version of a rule stays when its new text is rejected.",
		footerHeading = "%nExamples:%n",
		footer = { "  opensergo-control-plane serve --rules rules/",
				"  opensergo-control-plane serve --rules /etc/opensergo --address 0.0.0.0 --tls-cert tls.crt --tls-key tls.key",
				"      --token-file tokens --management-port 9464 --log-format json" })
final class ServeCommand implements Callable<Integer> {

	private static final int MAX_PORT = 65535;

	private static final String LOOPBACK = "127.0.0.1";

	@Spec
	private @Nullable CommandSpec spec;

	@Option(names = "--rules", required = true, paramLabel = "DIR",
			description = "The folder with CR documents (*.yaml, *.yml, *.json).")
	private Path rules = Path.of("");

	@Option(names = "--port", paramLabel = "PORT", defaultValue = "" + ControlPlaneServer.DEFAULT_PORT,
			description = "The port to listen on, 0 for any free one (default: ${DEFAULT-VALUE}).")
	private int port;

	@Option(names = "--address", paramLabel = "ADDRESS", defaultValue = LOOPBACK,
			description = "The address to listen on, 0.0.0.0 for all (default: ${DEFAULT-VALUE}).")
	private String address = "";

	@Option(names = "--tls-cert", paramLabel = "FILE",
			description = "The certificate chain of this server (PEM). Without it there is no encryption.")
	private @Nullable Path tlsCertificate;

	@Option(names = "--tls-key", paramLabel = "FILE",
			description = "The private key of the certificate (PEM, PKCS #8, no password).")
	private @Nullable Path tlsKey;

	@Option(names = "--tls-client-ca", paramLabel = "FILE",
			description = "Demand certificates of clients, signed by these authorities (PEM).")
	private @Nullable Path tlsClientAuthorities;

	@Option(names = "--token-file", paramLabel = "FILE",
			description = "Demand 'authorization: Bearer TOKEN' of clients, with one of the tokens of this file,"
					+ " one a line. It is read again when it changes.")
	private @Nullable Path tokenFile;

	@Option(names = "--max-connections", paramLabel = "N", defaultValue = "10000",
			description = "Connections at the same time (default: ${DEFAULT-VALUE}).")
	private int maxConnections;

	@Option(names = "--max-streams", paramLabel = "N", defaultValue = "10000",
			description = "Streams of clients at the same time (default: ${DEFAULT-VALUE}).")
	private int maxStreams;

	@Option(names = "--management-port", paramLabel = "PORT",
			description = "Show /actuator/health, /actuator/prometheus and /actuator/opensergo on this port (HTTP),"
					+ " 0 for any free one. Without it nothing is shown.")
	private @Nullable Integer managementPort;

	@Option(names = "--management-address", paramLabel = "ADDRESS", defaultValue = LOOPBACK,
			description = "The address of the management port (default: ${DEFAULT-VALUE}). It has no login.")
	private String managementAddress = "";

	@Option(names = "--log-format", paramLabel = "FORMAT", defaultValue = "text",
			description = "How log lines look: ${COMPLETION-CANDIDATES} (default: ${DEFAULT-VALUE}).")
	private LogFormat logFormat = LogFormat.TEXT;

	@Override
	public Integer call() throws InterruptedException {
		if (!Files.exists(this.rules)) {
			throw new CommandFailedException(ExitCode.FAILED,
					this.rules + ": no such folder; create it or check the path after --rules");
		}
		ServeOptions options = options();
		try {
			ControlPlaneApplication.serve(options);
			return ExitCode.OK;
		}
		catch (ListenException ex) {
			throw new CommandFailedException(ExitCode.FAILED, listenProblem(ex));
		}
		catch (IOException ex) {
			throw new CommandFailedException(ExitCode.FAILED, "Cannot serve: " + ex.getMessage());
		}
	}

	private ServeOptions options() {
		InetSocketAddress listen = address("--address", this.address, "--port", this.port);
		InetSocketAddress management = (this.managementPort != null)
				? address("--management-address", this.managementAddress, "--management-port", this.managementPort)
				: null;
		ServerOptions server = new ServerOptions(listen, limits(), tls(), tokens());
		return new ServeOptions(this.rules, server, management, this.logFormat);
	}

	private ServerLimits limits() {
		if (this.maxConnections < 1 || this.maxStreams < 1) {
			throw usage("--max-connections is " + this.maxConnections + " and --max-streams is " + this.maxStreams
					+ ", both must be at least 1");
		}
		return ServerLimits.DEFAULT.withTotals(this.maxConnections, this.maxStreams);
	}

	private @Nullable ServerTls tls() {
		if (this.tlsCertificate == null && this.tlsKey == null && this.tlsClientAuthorities == null) {
			return null;
		}
		if (this.tlsCertificate == null || this.tlsKey == null) {
			throw usage("--tls-cert and --tls-key belong together, and --tls-client-ca needs both");
		}
		try {
			return new ServerTls(this.tlsCertificate, this.tlsKey, this.tlsClientAuthorities);
		}
		catch (IOException | GeneralSecurityException | IllegalArgumentException ex) {
			String authorities = (this.tlsClientAuthorities != null) ? ", --tls-client-ca " + this.tlsClientAuthorities
					: "";
			throw new CommandFailedException(ExitCode.FAILED,
					"Cannot use --tls-cert " + this.tlsCertificate + ", --tls-key " + this.tlsKey + authorities + " ("
							+ reason(ex) + "); all must be readable PEM files, the key PKCS #8 without a password");
		}
	}

	private @Nullable BearerTokens tokens() {
		if (this.tokenFile == null) {
			return null;
		}
		try {
			return new BearerTokens(this.tokenFile);
		}
		catch (IOException ex) {
			throw new CommandFailedException(ExitCode.FAILED, "Cannot use --token-file " + this.tokenFile + " ("
					+ reason(ex) + "); it must be a readable file with one token a line");
		}
	}

	private InetSocketAddress address(String addressOption, String host, String portOption, int port) {
		if (port < 0 || port > MAX_PORT) {
			throw usage(portOption + " is " + port + ", it must be 0 to " + MAX_PORT);
		}
		InetSocketAddress listen = new InetSocketAddress(host, port);
		if (listen.isUnresolved()) {
			throw new CommandFailedException(ExitCode.FAILED, addressOption + " " + host
					+ " cannot be resolved; use an address of this machine, such as 127.0.0.1 or 0.0.0.0");
		}
		return listen;
	}

	private static String listenProblem(ListenException ex) {
		String options = ex.management() ? "--management-port and --management-address" : "--port and --address";
		return "Cannot listen on " + ex.address().getHostString() + ":" + ex.address().getPort() + " ("
				+ ex.getMessage() + "); stop the process that uses the port, or choose others with " + options;
	}

	private static String reason(Exception ex) {
		String name = ex.getClass().getSimpleName();
		return (ex.getMessage() != null) ? name + ": " + ex.getMessage() : name;
	}

	private ParameterException usage(String problem) {
		return new ParameterException(Objects.requireNonNull(this.spec).commandLine(), problem);
	}

}
