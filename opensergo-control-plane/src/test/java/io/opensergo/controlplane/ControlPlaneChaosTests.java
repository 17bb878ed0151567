package io.opensergo.controlplane;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

import io.opensergo.client.ControlPlaneClientOptions;
import io.opensergo.client.ControlPlaneClientOptions.Endpoint;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * Tests for {@link OpenSergoControlPlane} and our client on bad days: a real process is
 * killed, hung, replaced by something that speaks garbage, and started again with other
 * rules, while applications decide on requests. No request may be without an answer, none
 * may be decided by rules that are older than those seen before or by a mixture, and the
 * newest rules must come into force. How soon, and with real requests, is seen by
 * {@code samples/chaos}.
 */
@Timeout(600)
@EnabledOnOs(value = OS.LINUX, disabledReason = "Processes are hung by signals")
class ControlPlaneChaosTests {

	private static final int APPLICATIONS = 4;

	private static final int DECISIONS_PER_SECOND = 1000;

	private static final Duration BAD_TIME = Duration.ofMillis(700);

	@TempDir
	private Path folder;

	private final List<ChaosApplication> applications = new ArrayList<>();

	private final ScheduledExecutorService load = Executors.newScheduledThreadPool(2);

	private ControlPlaneProcess controlPlane;

	private int port;

	private int generation;

	@BeforeEach
	void start() throws Exception {
		newRules();
		this.controlPlane = ControlPlaneProcess.start(this.folder, 0);
		this.port = this.controlPlane.port();
		for (int i = 0; i < APPLICATIONS; i++) {
			this.applications.add(new ChaosApplication(options()));
		}
		awaitNewest();
		long period = TimeUnit.SECONDS.toMicros(1) * APPLICATIONS / DECISIONS_PER_SECOND;
		for (ChaosApplication application : this.applications) {
			this.load.scheduleAtFixedRate(application::request, 0, period, TimeUnit.MICROSECONDS);
		}
	}

	@AfterEach
	void stop() throws Exception {
		this.load.shutdownNow();
		this.load.awaitTermination(10, TimeUnit.SECONDS);
		this.applications.forEach(ChaosApplication::close);
		this.controlPlane.close();
	}

	@Test
	void requestsWhenTheControlPlaneHasBadDaysAreDecidedByTheNewestRules() throws Exception {
		for (Event event : Event.values()) {
			happen(event);
			awaitNewest();
		}
		assertThat(this.applications).allSatisfy((application) -> assertThat(application.requests()).isPositive())
			.allSatisfy((application) -> assertThat(application.failures()).isEmpty());
	}

	private void happen(Event event) throws Exception {
		switch (event) {
			case CHANGED -> newRules();
			case KILLED -> {
				this.controlPlane.close();
				newRules();
				elapse();
				restart();
			}
			case HUNG -> {
				this.controlPlane.signal("STOP");
				newRules();
				elapse();
				this.controlPlane.signal("CONT");
			}
			case GARBAGE -> {
				this.controlPlane.close();
				newRules();
				speakGarbage();
				restart();
			}
			case BROKEN_RULES -> {
				Files.writeString(this.folder.resolve("broken.yaml"), "kind: [");
				replace("apiVersion: traffic.opensergo.io/v1alpha1\nkind: TrafficRouter\nspec: 7\n");
				elapse();
				newRules();
			}
		}
	}

	private void restart() throws IOException {
		this.controlPlane = ControlPlaneProcess.start(this.folder, this.port);
	}

	/**
	 * Takes the port, and answers everybody who connects with bytes without meaning.
	 */
	private void speakGarbage() throws Exception {
		CountDownLatch connected = new CountDownLatch(APPLICATIONS);
		try (ServerSocket server = new ServerSocket()) {
			server.setReuseAddress(true);
			server.bind(new InetSocketAddress(InetAddress.getByName("127.0.0.1"), this.port));
			Thread thread = new Thread(() -> speakGarbage(server, connected), "garbage");
			thread.setDaemon(true);
			thread.start();
			connected.await(BAD_TIME.toMillis(), TimeUnit.MILLISECONDS);
		}
	}

	private static void speakGarbage(ServerSocket server, CountDownLatch connected) {
		byte[] garbage = new byte[64 * 1024];
		new Random(1).nextBytes(garbage);
		while (!server.isClosed()) {
			try (Socket socket = server.accept()) {
				socket.getOutputStream().write(garbage);
				connected.countDown();
			}
			catch (IOException ex) {
				// the client hung up, or the time is over
			}
		}
	}

	private void elapse() throws InterruptedException {
		// Nothing happens that could be waited for: the bad time is the event.
		new CountDownLatch(1).await(BAD_TIME.toMillis(), TimeUnit.MILLISECONDS);
	}

	/**
	 * Waits until all applications decide by the newest rules.
	 */
	private void awaitNewest() {
		await().atMost(Duration.ofSeconds(60))
			.pollInterval(Duration.ofMillis(5))
			.until(() -> this.applications.stream()
				.allMatch((application) -> application.generation() == this.generation));
	}

	private void newRules() throws IOException {
		this.generation++;
		replace("""
				apiVersion: traffic.opensergo.io/v1alpha1
				kind: TrafficRouter
				metadata: {name: stock-router}
				spec:
				  hosts: [stock]
				  http:
				  - match: [{uri: {prefix: /first}}]
				    route: [{destination: {host: stock, subset: g%1$d}}]
				  - route: [{destination: {host: stock, subset: g%1$d}}]
				""".formatted(this.generation));
		Files.deleteIfExists(this.folder.resolve("broken.yaml"));
	}

	private void replace(String text) throws IOException {
		Path written = Files.writeString(this.folder.resolve("router.tmp"), text);
		Files.move(written, this.folder.resolve("router.yaml"), StandardCopyOption.ATOMIC_MOVE);
	}

	private ControlPlaneClientOptions options() {
		return ControlPlaneClientOptions.of(List.of(new Endpoint("127.0.0.1", this.port)), "default", "order");
	}

	/**
	 * What happens to a control plane.
	 */
	private enum Event {

		CHANGED, KILLED, HUNG, GARBAGE, BROKEN_RULES

	}

}
