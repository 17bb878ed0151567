package io.opensergo.samples.tokenserver;

import java.io.IOException;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Three instances of an application and a token server, each a process of its own.
 */
class SharedLimitTests {

	private static final int LIMIT = 30;

	private final List<Process> processes = new ArrayList<>();

	private final HttpClient http = HttpClient.newHttpClient();

	@TempDir
	Path directory;

	@AfterEach
	void stop() throws InterruptedException {
		for (Process process : this.processes) {
			process.destroyForcibly().waitFor();
		}
	}

	@Test
	void instancesPassTheLimitTogetherAndTheirShareWhenNobodyCounts() throws Exception {
		int tokenPort = freePort();
		Process server = start("server", TokenServerApplication.class,
				"--opensergo.sentinel.token-server.listen=127.0.0.1:" + tokenPort);
		await(() -> isListening(tokenPort));
		List<Integer> ports = List.of(freePort(), freePort(), freePort());
		for (int port : ports) {
			start("payment-" + port, PaymentApplication.class, "--spring.profiles.active=payment",
					"--spring.application.name=payment", "--server.address=127.0.0.1", "--server.port=" + port,
					"--opensergo.sentinel.token-server.address=127.0.0.1:" + tokenPort,
					"--opensergo.sentinel.token-server.request-timeout=10s");
		}
		for (int port : ports) {
			await(() -> isListening(port) && get(port, "/ready") == 200);
		}
		// no request is lost while the connections to the token server come up
		assertThat(passed(ports, 150)).isEqualTo(LIMIT);
		assertThat(passed(ports, 30)).isZero();
		server.destroyForcibly().waitFor();
		// no registry says how many there are, so each has the whole limit for its own
		assertThat(passed(List.of(ports.get(0)), 100)).isEqualTo(LIMIT);
	}

	private long passed(List<Integer> ports, int requests) throws Exception {
		ExecutorService threads = Executors.newFixedThreadPool(12);
		try {
			List<Callable<Integer>> calls = new ArrayList<>();
			for (int i = 0; i < requests; i++) {
				int port = ports.get(i % ports.size());
				calls.add(() -> get(port, "/pay"));
			}
			long passed = 0;
			for (Future<Integer> status : threads.invokeAll(calls)) {
				assertThat(status.get()).isIn(200, 429);
				passed += (status.get() == 200) ? 1 : 0;
			}
			return passed;
		}
		finally {
			threads.shutdownNow();
		}
	}

	private int get(int port, String path) throws Exception {
		return this.http
			.send(HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path)).build(),
					BodyHandlers.discarding())
			.statusCode();
	}

	private Process start(String name, Class<?> application, String... arguments) throws IOException {
		List<String> command = new ArrayList<>(
				List.of(Path.of(System.getProperty("java.home"), "bin", "java").toString(), "-cp",
						System.getProperty("surefire.test.class.path", System.getProperty("java.class.path")),
						application.getName()));
		command.addAll(List.of(arguments));
		Process process = new ProcessBuilder(command).redirectErrorStream(true)
			.redirectOutput(this.directory.resolve(name + ".log").toFile())
			.start();
		this.processes.add(process);
		return process;
	}

	private static void await(Callable<Boolean> condition) {
		Awaitility.await().atMost(Duration.ofMinutes(2)).until(condition);
	}

	private static boolean isListening(int port) throws IOException {
		try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
			return socket.isConnected();
		}
		catch (ConnectException ex) {
			return false;
		}
	}

	private static int freePort() throws IOException {
		try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
			return socket.getLocalPort();
		}
	}

}
