package io.opensergo.controlplane.command;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Objects;
import java.util.concurrent.Callable;

import io.opensergo.controlplane.boot.ControlPlaneApplication;
import io.opensergo.controlplane.boot.ServeOptions;
import io.opensergo.controlplane.server.ControlPlaneServer;
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
		footerHeading = "%nExamples:%n", footer = { "  opensergo-control-plane serve --rules rules/",
				"  opensergo-control-plane serve --rules /etc/opensergo --address 0.0.0.0 --port 10246" })
final class ServeCommand implements Callable<Integer> {

	private static final int MAX_PORT = 65535;

	@Spec
	private @Nullable CommandSpec spec;

	@Option(names = "--rules", required = true, paramLabel = "DIR",
			description = "The folder with CR documents (*.yaml, *.yml, *.json).")
	private Path rules = Path.of("");

	@Option(names = "--port", paramLabel = "PORT", defaultValue = "" + ControlPlaneServer.DEFAULT_PORT,
			description = "The port to listen on, 0 for any free one (default: ${DEFAULT-VALUE}).")
	private int port;

	@Option(names = "--address", paramLabel = "ADDRESS", defaultValue = "127.0.0.1",
			description = "The address to listen on, 0.0.0.0 for all (default: ${DEFAULT-VALUE}). "
					+ "There is no encryption and no login yet: keep it inside a trusted network.")
	private String address = "";

	@Override
	public Integer call() throws InterruptedException {
		if (!Files.exists(this.rules)) {
			throw new CommandFailedException(ExitCode.FAILED,
					this.rules + ": no such folder; create it or check the path after --rules");
		}
		InetSocketAddress listen = listenAddress();
		try {
			ControlPlaneApplication.serve(new ServeOptions(this.rules, listen));
			return ExitCode.OK;
		}
		catch (IOException ex) {
			throw new CommandFailedException(ExitCode.FAILED,
					"Cannot listen on " + this.address + ":" + this.port + " (" + rootMessage(ex)
							+ "); stop the process that uses the port, or choose others with --port and --address");
		}
	}

	private InetSocketAddress listenAddress() {
		if (this.port < 0 || this.port > MAX_PORT) {
			throw new ParameterException(Objects.requireNonNull(this.spec).commandLine(),
					"--port is " + this.port + ", it must be 0 to " + MAX_PORT);
		}
		InetSocketAddress listen = new InetSocketAddress(this.address, this.port);
		if (listen.isUnresolved()) {
			throw new CommandFailedException(ExitCode.FAILED, "--address " + this.address
					+ " cannot be resolved; use an address of this machine, such as 127.0.0.1 or 0.0.0.0");
		}
		return listen;
	}

	private static String rootMessage(Throwable ex) {
		Throwable root = ex;
		while (root.getCause() != null) {
			root = root.getCause();
		}
		return String.valueOf(root.getMessage());
	}

}
