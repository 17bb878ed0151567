package io.opensergo.samples.messaging;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

import org.awaitility.Awaitility;

/**
 * A RabbitMQ of its own on the loopback interface, from the program that Debian's package
 * {@code rabbitmq-server} installs. Everything that it writes is below a temporary
 * folder, and it has an Erlang port mapper of its own, so that nothing is left running.
 */
final class RabbitBroker implements AutoCloseable {

	private static final Path SERVER = Path.of("/usr/lib/rabbitmq/bin/rabbitmq-server");

	private final List<Process> processes = new ArrayList<>();

	private final int port;

	private RabbitBroker(int port) {
		this.port = port;
	}

	static boolean isInstalled() {
		return Files.isExecutable(SERVER);
	}

	static RabbitBroker start(Path folder) {
		RabbitBroker broker = new RabbitBroker(freePort());
		int mapper = freePort();
		broker.run(folder, Map.of(), "epmd", "-address", "127.0.0.1", "-port", String.valueOf(mapper));
		broker.run(folder,
				Map.ofEntries(Map.entry("ERL_EPMD_PORT", String.valueOf(mapper)),
						Map.entry("ERL_EPMD_ADDRESS", "127.0.0.1"), Map.entry("HOME", folder.toString()),
						Map.entry("RABBITMQ_NODENAME", "opensergo" + broker.port + "@localhost"),
						Map.entry("RABBITMQ_NODE_IP_ADDRESS", "127.0.0.1"),
						Map.entry("RABBITMQ_NODE_PORT", String.valueOf(broker.port)),
						Map.entry("RABBITMQ_DIST_PORT", String.valueOf(freePort())),
						Map.entry("RABBITMQ_SERVER_ADDITIONAL_ERL_ARGS",
								"-kernel inet_dist_use_interface {127,0,0,1} +sbwt none +S 1"),
						Map.entry("RABBITMQ_CONF_ENV_FILE", folder.resolve("none").toString()),
						Map.entry("RABBITMQ_CONFIG_FILE", folder.resolve("rabbitmq").toString()),
						Map.entry("RABBITMQ_ENABLED_PLUGINS_FILE", folder.resolve("plugins").toString()),
						Map.entry("RABBITMQ_MNESIA_BASE", folder.resolve("data").toString()),
						Map.entry("RABBITMQ_LOG_BASE", folder.resolve("log").toString())),
				SERVER.toString());
		try {
			Awaitility.await("RabbitMQ, see " + folder)
				.atMost(Duration.ofMinutes(2))
				.pollInterval(Duration.ofMillis(200))
				.until(broker::answers);
		}
		catch (RuntimeException ex) {
			broker.close();
			throw ex;
		}
		return broker;
	}

	int port() {
		return this.port;
	}

	private void run(Path folder, Map<String, String> environment, String... command) {
		try {
			ProcessBuilder builder = new ProcessBuilder(command).directory(folder.toFile())
				.redirectErrorStream(true)
				.redirectOutput(ProcessBuilder.Redirect.appendTo(folder.resolve("output").toFile()));
			builder.environment().putAll(environment);
			this.processes.add(builder.start());
		}
		catch (IOException ex) {
			close();
			throw new UncheckedIOException(ex);
		}
	}

	/**
	 * Whether the broker speaks AMQP: it answers a version that does not exist with the
	 * one that it knows.
	 */
	private boolean answers() {
		try (Socket socket = new Socket()) {
			socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), this.port), 1000);
			socket.setSoTimeout(1000);
			socket.getOutputStream().write("AMQP9999".getBytes(StandardCharsets.US_ASCII));
			return socket.getInputStream().read() == 'A';
		}
		catch (IOException ex) {
			return false;
		}
	}

	static int freePort() {
		try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
			return socket.getLocalPort();
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	/**
	 * Stops the node with all that it started, then the port mapper.
	 */
	@Override
	public void close() {
		for (int i = this.processes.size() - 1; i >= 0; i--) {
			Process process = this.processes.get(i);
			List<ProcessHandle> all = new ArrayList<>(process.descendants().toList());
			all.add(process.toHandle());
			all.forEach(ProcessHandle::destroy);
			for (ProcessHandle handle : all) {
				try {
					handle.onExit().get(20, TimeUnit.SECONDS);
				}
				catch (Exception ex) {
					handle.destroyForcibly();
				}
			}
		}
	}

}
