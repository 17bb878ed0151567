package io.opensergo.samples.registries.consul;

import java.io.File;
import java.io.IOException;
import java.lang.ProcessBuilder.Redirect;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import java.util.stream.Stream;

import org.awaitility.Awaitility;

/**
 * A Consul agent in a process of its own, on free ports of the loopback address.
 */
final class ConsulAgent {

	private static final Duration PATIENCE = Duration.ofSeconds(30);

	private final Process process;

	private final int port;

	private ConsulAgent(Process process, int port) {
		this.process = process;
		this.port = port;
	}

	static boolean isInstalled() {
		return Stream.of(System.getenv().getOrDefault("PATH", "").split(Pattern.quote(File.pathSeparator)))
			.anyMatch((folder) -> Files.isExecutable(Path.of(folder, "consul")));
	}

	static ConsulAgent start() throws IOException {
		int port = freePort();
		Process process = new ProcessBuilder("consul", "agent", "-dev", "-bind=127.0.0.1", "-client=127.0.0.1",
				"-log-level=warn", "-http-port=" + port, "-server-port=" + freePort(), "-serf-lan-port=" + freePort(),
				"-serf-wan-port=" + freePort(), "-dns-port=-1", "-grpc-port=-1")
			.redirectErrorStream(true)
			.redirectOutput(Redirect.DISCARD)
			.start();
		ConsulAgent agent = new ConsulAgent(process, port);
		Awaitility.await().atMost(PATIENCE).ignoreExceptions().until(agent::hasLeader);
		return agent;
	}

	int port() {
		return this.port;
	}

	void stop() throws InterruptedException {
		this.process.destroy();
		if (!this.process.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS)) {
			this.process.destroyForcibly();
		}
	}

	private boolean hasLeader() throws IOException, InterruptedException {
		HttpRequest leader = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + this.port + "/v1/status/leader"))
			.build();
		return HttpClient.newHttpClient().send(leader, HttpResponse.BodyHandlers.ofString()).body().length() > 2;
	}

	private static int freePort() throws IOException {
		try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
			return socket.getLocalPort();
		}
	}

}
