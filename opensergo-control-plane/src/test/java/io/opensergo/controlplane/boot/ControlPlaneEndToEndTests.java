package io.opensergo.controlplane.boot;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;

import io.opensergo.client.ControlPlaneClientOptions;
import io.opensergo.client.ControlPlaneClientOptions.Endpoint;
import io.opensergo.client.ControlPlaneRuleSource;
import io.opensergo.controlplane.explain.ExplainRequest;
import io.opensergo.controlplane.server.ControlPlaneServer;
import io.opensergo.core.engine.CompiledRules;
import io.opensergo.core.route.Caller;
import io.opensergo.core.route.RouteDecision;
import io.opensergo.core.rule.Destination;
import io.opensergo.core.rule.RuleKind;
import io.opensergo.core.rule.TrafficLane;
import io.opensergo.core.source.RuleSet;
import io.opensergo.core.source.RuleSnapshot;
import io.opensergo.core.yaml.RuleReader;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.context.ConfigurableApplicationContext;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * Tests for the way of a rule from a file, through our control plane and our client, to
 * the listener in an application.
 */
@Timeout(120)
@ExtendWith(OutputCaptureExtension.class)
class ControlPlaneEndToEndTests {

	@TempDir
	private Path folder;

	private final AtomicReference<RuleSet> heard = new AtomicReference<>();

	private ConfigurableApplicationContext controlPlane;

	private ControlPlaneRuleSource source;

	@AfterEach
	void stop() {
		if (this.source != null) {
			this.source.close();
		}
		if (this.controlPlane != null) {
			this.controlPlane.close();
		}
	}

	@Test
	void ruleWhenItsFileIsEditedIsHeardInLessThanASecond() throws Exception {
		write("lane.yaml", lane("gray"));
		connect(startControlPlane(0));
		await().untilAsserted(() -> assertThat(lanes()).containsExactly("gray"));
		long start = System.nanoTime();
		write("lane.yaml", lane("blue"));
		await().pollInterval(Duration.ofMillis(5)).until(() -> lanes().equals(List.of("blue")));
		assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(1));
	}

	@Test
	void ruleWhenItsFileIsRemovedIsGone() throws Exception {
		Path file = write("lane.yaml", lane("gray"));
		connect(startControlPlane(0));
		await().untilAsserted(() -> assertThat(lanes()).containsExactly("gray"));
		Files.delete(file);
		await().untilAsserted(() -> assertThat(lanes()).isEmpty());
	}

	@Test
	void ruleWhenHeardDecidesAsItDoesFromTheFile() throws Exception {
		String router = """
				apiVersion: traffic.opensergo.io/v1alpha1
				kind: TrafficRouter
				metadata: {name: stock-router}
				spec:
				  hosts: [stock]
				  http:
				  - route:
				    - destination: {host: stock, subset: v2, fallback: {host: stock, subset: v1}}
				      weight: 90
				    - destination: {host: stock, subset: v1}
				      weight: 10
				""";
		write("router.yaml", router);
		connect(startControlPlane(0));
		await().until(() -> this.heard.get() != null && !this.heard.get().rules().isEmpty());
		RuleSet local = new RuleReader("default").read("local", router);
		Decision heard = Decision.of(this.heard.get());
		assertThat(heard.chosen().subset()).isEqualTo("v2");
		assertThat(heard.chosen().fallback()).isNotNull().extracting(Destination::subset).isEqualTo("v1");
		assertThat(heard.rule()).isEqualTo(Decision.of(local).rule());
	}

	@Test
	void ruleWhenTheControlPlaneComesBackWithOthersIsReplaced() throws Exception {
		write("lane.yaml", lane("gray"));
		int port = startControlPlane(0);
		connect(port);
		await().untilAsserted(() -> assertThat(lanes()).containsExactly("gray"));
		this.controlPlane.close();
		write("lane.yaml", lane("blue"));
		assertThat(lanes()).as("rules while the control plane is away").containsExactly("gray");
		startControlPlane(port);
		await().atMost(Duration.ofSeconds(30)).untilAsserted(() -> assertThat(lanes()).containsExactly("blue"));
	}

	@Test
	void pushWhenTheApplicationRefusesItIsLoggedHereWithTheReason(CapturedOutput output) throws Exception {
		write("lane.yaml", lane("gray"));
		int port = startControlPlane(0);
		this.source = source(port);
		this.source.start((rules) -> {
			throw new IllegalStateException("the application cannot take it");
		});
		await().untilAsserted(() -> assertThat(output)
			.containsPattern("refused response \\S+: .*the application cannot take it.* \\(status 4007\\)"));
	}

	private int startControlPlane(int port) throws IOException {
		this.controlPlane = ControlPlaneApplication
			.start(ServeOptions.of(this.folder, new InetSocketAddress("127.0.0.1", port)));
		return this.controlPlane.getBean(ControlPlaneServer.class).port();
	}

	private void connect(int port) {
		this.source = source(port);
		this.source.start(this.heard::set);
	}

	private static ControlPlaneRuleSource source(int port) {
		ControlPlaneRuleSource source = new ControlPlaneRuleSource(
				ControlPlaneClientOptions.of(List.of(new Endpoint("127.0.0.1", port)), "default", "order"));
		source.subscribe("order", RuleKind.TRAFFIC_LANE);
		source.subscribe("stock", RuleKind.TRAFFIC_ROUTER);
		source.subscribe("stock", RuleKind.VIRTUAL_WORKLOAD);
		return source;
	}

	private List<String> lanes() {
		RuleSet rules = this.heard.get();
		return (rules == null) ? List.of()
				: rules.rules()
					.stream()
					.filter(TrafficLane.class::isInstance)
					.map((rule) -> ((TrafficLane) rule).lane())
					.toList();
	}

	private Path write(String name, String text) throws IOException {
		return Files.writeString(this.folder.resolve(name), text);
	}

	private static String lane(String lane) {
		return """
				apiVersion: traffic.opensergo.io/v1alpha1
				kind: TrafficLane
				metadata: {name: the-lane}
				spec:
				  selector: {app: gateway}
				  rules:
				    traffic: {http: {headers: [{X-User-Id: {exact: "12345"}}]}}
				    lane: {name: %s}
				""".formatted(lane);
	}

	/**
	 * What rules say of a plain call of {@code stock}.
	 *
	 * @param rule the name of the rule
	 * @param chosen the destination
	 */
	private record Decision(String rule, Destination chosen) {

		static Decision of(RuleSet rules) {
			RuleSnapshot snapshot = new RuleSnapshot(1, rules.rules(), List.of());
			Caller caller = Caller.of("order", "default", Map.of());
			RouteDecision decision = CompiledRules.compile(snapshot, caller)
				.routes("stock")
				.decide(new ExplainRequest("stock", "GET", "http", "stock", "/", Map.of(), null), () -> 0);
			assertThat(decision.rule()).isNotNull();
			return new Decision(decision.rule().qualifiedName(), ((RouteDecision.Forward) decision).chosen());
		}

	}

}
