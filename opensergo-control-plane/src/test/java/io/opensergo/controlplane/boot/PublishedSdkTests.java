package io.opensergo.controlplane.boot;

import java.io.BufferedReader;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
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

	private static final String PACKAGE = "io.opensergo.proto.fault_tolerance.v1.";

	private static final String PROTECTION = """
			apiVersion: fault-tolerance.opensergo.io/v1alpha1
			kind: FaultToleranceRule
			metadata: {name: guard, labels: {app: stock}}
			spec:
			  targets: [{targetResourceName: "GET:/foo"}]
			  strategies: [{name: many}, {name: breaker, kind: CircuitBreakerStrategy}]
			  fallbackAction: sorry
			---
			apiVersion: fault-tolerance.opensergo.io/v1alpha1
			kind: RateLimitStrategy
			metadata: {name: many, labels: {app: stock}}
			spec: {metricType: RequestAmount, limitMode: GlobalToLocal, threshold: 5000000000, statDuration: 5min}
			---
			apiVersion: fault-tolerance.opensergo.io/v1alpha1
			kind: ThrottlingStrategy
			metadata: {name: queue}
			spec: {minIntervalOfRequests: 20ms, queueTimeout: 5s}
			---
			apiVersion: fault-tolerance.opensergo.io/v1alpha1
			kind: ConcurrencyLimitStrategy
			metadata: {name: eight, labels: {app: stock}}
			spec: {maxConcurrency: 8, limitMode: Local}
			---
			apiVersion: fault-tolerance.opensergo.io/v1alpha1
			kind: CircuitBreakerStrategy
			metadata: {name: breaker}
			spec: {strategy: SlowRequestRatio, triggerRatio: '60%', statDuration: 30s, recoveryTimeout: 250ms,
			  slowConditions: {maxAllowedRt: 500ms}}
			---
			apiVersion: fault-tolerance.opensergo.io/v1alpha1
			kind: HttpRequestFallbackAction
			metadata: {name: sorry}
			spec: {behavior: ReturnProvidedResponse, behaviorDesc: {responseStatusCode: 429}}
			""";

	private static final Duration LIFE_OF_A_STREAM = Duration.ofSeconds(10);

	/**
	 * The kinds that the SDK knows, with the type that the SDK unpacks them to.
	 */
	private static final Map<RuleKind, String> KINDS = Map.of(RuleKind.TRAFFIC_ROUTER,
			"io.envoyproxy.envoy.config.route.v3.RouteConfiguration", RuleKind.FAULT_TOLERANCE_RULE,
			PACKAGE + "FaultToleranceRule", RuleKind.RATE_LIMIT_STRATEGY, PACKAGE + "RateLimitStrategy",
			RuleKind.THROTTLING_STRATEGY, PACKAGE + "ThrottlingStrategy", RuleKind.CONCURRENCY_LIMIT_STRATEGY,
			PACKAGE + "ConcurrencyLimitStrategy", RuleKind.CIRCUIT_BREAKER_STRATEGY,
			PACKAGE + "CircuitBreakerStrategy");

	/**
	 * What the SDK knows of each rule below: not a field more, not a value less.
	 */
	private static final List<String> FAULT_TOLERANCE = List.of(
			"RULE targets { target_resource_name: \"GET:/foo\" } strategies { name: \"many\" kind: \"RateLimitStrategy\" }"
					+ " strategies { name: \"breaker\" kind: \"CircuitBreakerStrategy\" }"
					+ " action { name: \"sorry\" kind: \"HttpRequestFallbackAction\" }",
			"RULE name: \"many\" metric_type: TYPE_REQUEST_AMOUNT limit_mode: MODE_GLOBAL threshold: 5000000000"
					+ " stat_duration: 300 stat_duration_time_unit: SECOND",
			"RULE name: \"queue\" min_interval_millis_of_requests: 20 queue_timeout_millis: 5000",
			"RULE name: \"eight\" limit_mode: MODE_LOCAL max_concurrency: 8",
			"RULE name: \"breaker\" strategy: STRATEGY_SLOW_REQUEST_RATIO trigger_ratio: 0.6 stat_duration: 30000"
					+ " stat_duration_time_unit: MILLISECOND recovery_timeout: 250"
					+ " recovery_timeout_time_unit: MILLISECOND min_request_amount: 5"
					+ " slow_condition { max_allowed_rt_millis: 500 }");

	@TempDir
	private Path folder;

	private ConfigurableApplicationContext context;

	private Process sdk;

	private final BlockingQueue<String> lines = new LinkedBlockingQueue<>();

	@BeforeEach
	void start() throws Exception {
		write("v1");
		Files.writeString(this.folder.resolve("protection.yaml"), PROTECTION);
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
	void sdkWhenSubscribedReceivesEveryKindThatItKnows() throws Exception {
		List<String> expected = new ArrayList<>(FAULT_TOLERANCE);
		KINDS.forEach((kind, type) -> expected.add("HEARD " + kind.kind() + " 1 " + type));
		awaitLines(expected);
	}

	@Test
	void sdkWhenRulesChangeHearsOfItInTheLifeOfItsStream() throws Exception {
		awaitLine("SUBSCRIBED");
		long start = System.nanoTime();
		awaitLine("HEARD TrafficRouter 1 " + KINDS.get(RuleKind.TRAFFIC_ROUTER));
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

	private void awaitLines(List<String> expected) throws InterruptedException {
		List<String> missing = new ArrayList<>(expected);
		StringBuilder heard = new StringBuilder();
		for (String line = next(); line != null; line = next()) {
			heard.append(line).append('\n');
			missing.remove(line);
			if (missing.isEmpty()) {
				return;
			}
		}
		throw new AssertionError("The SDK did not say '" + missing + "' but\n" + heard);
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
