package io.opensergo.controlplane.boot;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

import io.opensergo.client.codec.DecodeProfile;
import io.opensergo.client.codec.RuleCodec;
import io.opensergo.controlplane.server.ControlPlaneServer;
import io.opensergo.controlplane.server.TestClient;
import io.opensergo.core.route.TrafficRouterTranslation;
import io.opensergo.core.rule.Rule;
import io.opensergo.core.rule.RuleKind;
import io.opensergo.core.rule.TrafficRouter;
import io.opensergo.core.yaml.RuleReader;
import io.opensergo.protocol.transport.v1.SubscribeResponse;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.context.ConfigurableApplicationContext;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIOException;

/**
 * Tests for {@link ControlPlaneApplication}: a real folder, a real server, a real client.
 */
@Timeout(60)
@ExtendWith(OutputCaptureExtension.class)
class ControlPlaneApplicationTests {

	private static final String ROUTER = """
			apiVersion: traffic.opensergo.io/v1alpha1
			kind: TrafficRouter
			metadata: {name: stock-router}
			spec:
			  hosts: [stock]
			  http:
			  - match: [{uri: {prefix: /v2}, method: {exact: GET}, queryParams: {x: {exact: "1"}}}]
			    route:
			    - destination: {host: stock.default.svc.cluster.local, subset: v2, fallback: {host: stock.default.svc.cluster.local, subset: v1}}
			      weight: 90
			    - destination: {host: stock.default.svc.cluster.local, subset: v1}
			      weight: 10
			  - route: [{destination: {host: stock.default.svc.cluster.local, subset: v1}}]
			""";

	private static final String LANE = """
			apiVersion: traffic.opensergo.io/v1alpha1
			kind: TrafficLane
			metadata: {name: gray-lane}
			spec:
			  selector: {app: gateway}
			  rules:
			    traffic: {http: {headers: [{X-User-Id: {exact: "12345"}}]}}
			    lane: {name: gray}
			""";

	@TempDir
	private Path folder;

	@Test
	void serveWhenRulesExistSendsAllThatTheySay(CapturedOutput output) throws Exception {
		Files.writeString(this.folder.resolve("rules.yaml"), ROUTER + "---\n" + LANE);
		try (ConfigurableApplicationContext context = start(); TestClient client = connect(context)) {
			client.subscribe("stock", RuleKind.TRAFFIC_ROUTER, RuleKind.TRAFFIC_LANE);
			TrafficRouter router = (TrafficRouter) read(ROUTER);
			assertThat(decode(RuleKind.TRAFFIC_ROUTER, client.next()))
				.containsExactly(TrafficRouterTranslation.translate(router));
			assertThat(decode(RuleKind.TRAFFIC_LANE, client.next())).containsExactly(read(LANE));
			int port = context.getBean(ControlPlaneServer.class).port();
			assertThat(output)
				.contains("Serving on 127.0.0.1:" + port + " from " + this.folder + ": 2 rules, 0 problems");
		}
	}

	@Test
	void serveWhenAFileIsEditedPushesInLessThanASecond() throws Exception {
		Path file = Files.writeString(this.folder.resolve("lane.yaml"), LANE);
		try (ConfigurableApplicationContext context = start(); TestClient client = connect(context)) {
			client.subscribe("stock", RuleKind.TRAFFIC_LANE);
			client.next();
			String edited = LANE.replace("12345", "67890");
			long start = System.nanoTime();
			Files.writeString(file, edited);
			SubscribeResponse push = client.next();
			assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(1));
			assertThat(push.getStatus().getCode()).isEqualTo(200);
			assertThat(decode(RuleKind.TRAFFIC_LANE, push)).containsExactly(read(edited));
		}
	}

	@Test
	void serveWhenAFileIsBrokenKeepsTheLastGoodRuleAndSaysWhy(CapturedOutput output) throws Exception {
		Path file = Files.writeString(this.folder.resolve("lane.yaml"), LANE);
		try (ConfigurableApplicationContext context = start(); TestClient client = connect(context)) {
			client.subscribe("stock", RuleKind.TRAFFIC_LANE);
			client.next();
			Files.writeString(file, LANE.replace("selector:", "selektor:"));
			Files.writeString(this.folder.resolve("router.yaml"), ROUTER);
			client.subscribe("stock", RuleKind.TRAFFIC_ROUTER);
			SubscribeResponse answer = client.next();
			while (answer.getDataWithVersion().getDataCount() == 0) {
				answer = client.next();
			}
			assertThat(answer.getKind()).isEqualTo(RuleKind.TRAFFIC_ROUTER.wireName());
			assertThat(output).contains(file + ":5:3: error: TrafficLane default/gray-lane: ");
			client.subscribe("late", RuleKind.TRAFFIC_LANE);
			assertThat(decode(RuleKind.TRAFFIC_LANE, client.next())).containsExactly(read(LANE));
		}
	}

	@Test
	void serveWhenConfigurationOfAnApplicationIsOnTheClassPathIgnoresIt() throws Exception {
		try (ConfigurableApplicationContext context = start()) {
			assertThat(context.getEnvironment().getProperty("test.application-properties")).isNull();
		}
	}

	@Test
	void startWhenThePortIsTakenFails() throws Exception {
		try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getByName("127.0.0.1"))) {
			assertThatIOException().isThrownBy(() -> start(taken.getLocalPort()));
		}
	}

	private ConfigurableApplicationContext start() throws Exception {
		return start(0);
	}

	private ConfigurableApplicationContext start(int port) throws Exception {
		return ControlPlaneApplication.start(ServeOptions.of(this.folder, new InetSocketAddress("127.0.0.1", port)));
	}

	private static TestClient connect(ConfigurableApplicationContext context) {
		return new TestClient(context.getBean(ControlPlaneServer.class).port(), true);
	}

	private static List<Rule> decode(RuleKind kind, SubscribeResponse response) {
		assertThat(response.getKind()).isEqualTo(kind.wireName());
		return new RuleCodec(DecodeProfile.STRICT)
			.decode(kind, "default", "test", response.getDataWithVersion().getDataList())
			.rules();
	}

	private static Rule read(String text) {
		return new RuleReader("default").read("test", text).rules().get(0);
	}

}
