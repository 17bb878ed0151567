package io.opensergo.controlplane.boot;

import java.io.BufferedReader;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

import io.opensergo.controlplane.server.ControlPlaneServer;
import io.opensergo.controlplane.server.DeliveryStatus.Answer;
import io.opensergo.core.rule.RuleKind;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

import org.springframework.context.ConfigurableApplicationContext;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * Tests for {@link ControlPlaneApplication} with the published
 * {@code io.opensergo:opensergo-java-sdk:0.1.0}, in a process of its own with the
 * libraries that it was built with. Its stream lives for 10 seconds, so all of this is
 * over by then.
 */
@Timeout(60)
class PublishedSdkTests {

	private static final Path SDK = Path.of("target", "opensergo-java-sdk");

	private static final Path PROGRAM = Path.of("src", "test", "sdk", "SdkSubscriber.java");

	private static final Duration LIFE_OF_A_STREAM = Duration.ofSeconds(10);

	/**
	 * The kinds that the SDK knows and rules of which can be served, with the type that
	 * the SDK unpacks them to.
	 */
	private static final Map<RuleKind, String> KINDS = Map.of(RuleKind.TRAFFIC_ROUTER,
			"io.envoyproxy.envoy.config.route.v3.RouteConfiguration");

	@TempDir
	private Path folder;

	private ConfigurableApplicationContext context;

	private Process sdk;

	private final BlockingQueue<String> lines = new LinkedBlockingQueue<>();

	@BeforeEach
	void start() throws Exception {
		write("v1");
		this.context = ControlPlaneApplication
			.start(ServeOptions.of(this.folder, new InetSocketAddress("127.0.0.1", 0)));
		this.sdk = new ProcessBuilder(Path.of(System.getProperty("java.home"), "bin", "java").toString(), "-cp",
				SDK.toAbsolutePath() + "/*", PROGRAM.toString(), Integer.toString(server().port()), "stock")
			.redirectErrorStream(true)
			.start();
		Thread reader = new Thread(this::read, "sdk-output");
		reader.setDaemon(true);
		reader.start();
	}

	@AfterEach
	void stop() throws Exception {
		this.sdk.destroyForcibly().waitFor(10, TimeUnit.SECONDS);
		this.context.close();
	}

	@Test
	void sdkWhenSubscribedReceivesEveryKindThatItKnowsInTheLifeOfItsStream() throws Exception {
		awaitLine("SUBSCRIBED");
		long start = System.nanoTime();
		for (Map.Entry<RuleKind, String> kind : KINDS.entrySet()) {
			awaitLine("HEARD " + kind.getKey().kind() + " 1 " + kind.getValue());
		}
		write("v2");
		awaitLine("HEARD TrafficRouter 1 " + KINDS.get(RuleKind.TRAFFIC_ROUTER));
		await().untilAsserted(() -> assertThat(answers()).contains(Answer.ACK).doesNotContain(Answer.NACK));
		Files.delete(this.folder.resolve("router.yaml"));
		awaitLine("HEARD TrafficRouter 0 -");
		assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(LIFE_OF_A_STREAM);
	}

	private List<Answer> answers() {
		return server().clients()
			.stream()
			.flatMap((client) -> client.deliveries().stream())
			.map((delivery) -> delivery.answer())
			.toList();
	}

	private ControlPlaneServer server() {
		return this.context.getBean(ControlPlaneServer.class);
	}

	private void awaitLine(String expected) throws InterruptedException {
		StringBuilder heard = new StringBuilder();
		for (String line = next(); line != null; line = next()) {
			if (line.equals(expected)) {
				return;
			}
			heard.append(line).append('\n');
		}
		throw new AssertionError("The SDK did not say '" + expected + "' but\n" + heard);
	}

	private String next() throws InterruptedException {
		return this.lines.poll(20, TimeUnit.SECONDS);
	}

	private void read() {
		try (BufferedReader output = this.sdk.inputReader(StandardCharsets.UTF_8)) {
			output.lines().forEach(this.lines::add);
		}
		catch (IOException ex) {
			this.lines.add("The output ended: " + ex);
		}
	}

	private void write(String subset) throws IOException {
		Files.writeString(this.folder.resolve("router.yaml"), """
				apiVersion: traffic.opensergo.io/v1alpha1
				kind: TrafficRouter
				metadata: {name: stock-router}
				spec:
				  hosts: [stock]
				  http:
				  - match: [{uri: {prefix: /v2}, queryParams: {x: {exact: "1"}}}]
				    route:
				    - destination: {host: stock, subset: %s, fallback: {host: stock, subset: base}}
				  - route: [{destination: {host: stock, subset: base}}]
				""".formatted(subset));
	}

}
