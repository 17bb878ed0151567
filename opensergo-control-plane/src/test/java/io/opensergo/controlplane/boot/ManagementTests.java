package io.opensergo.controlplane.boot;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;

import io.opensergo.controlplane.boot.ServeOptions.LogFormat;
import io.opensergo.controlplane.server.ControlPlaneServer;
import io.opensergo.controlplane.server.ServerOptions;
import io.opensergo.controlplane.server.TestClient;
import io.opensergo.core.rule.RuleKind;
import io.opensergo.protocol.transport.v1.SubscribeResponse;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

import org.springframework.context.ConfigurableApplicationContext;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.awaitility.Awaitility.await;

/**
 * Tests for the management port, by HTTP.
 */
@Timeout(60)
class ManagementTests {

	private static final String LANE = """
			apiVersion: traffic.opensergo.io/v1alpha1
			kind: TrafficLane
			metadata: {name: the-lane}
			spec:
			  selector: {app: gateway}
			  rules:
			    traffic: {http: {headers: [{X-User-Id: {exact: "12345"}}]}}
			    lane: {name: gray}
			""";

	@TempDir
	private Path folder;

	private ConfigurableApplicationContext context;

	private TestClient client;

	@AfterEach
	void stop() throws Exception {
		if (this.client != null) {
			this.client.close();
		}
		if (this.context != null) {
			this.context.close();
		}
	}

	@Test
	void healthWhenServingIsUpWithDetails() throws Exception {
		Files.writeString(this.folder.resolve("lane.yaml"), LANE);
		start(0);
		HttpResponse<String> health = get("health");
		assertThat(health.statusCode()).isEqualTo(200);
		assertThat(health.body()).contains("\"status\":\"UP\"", "\"rules\":1", "file:" + this.folder);
	}

	@Test
	void healthWhenTheServerIsClosedIsOutOfService() throws Exception {
		start(0);
		this.context.getBean(ControlPlaneServer.class).close();
		HttpResponse<String> health = get("health");
		assertThat(health.statusCode()).isEqualTo(503);
		assertThat(health.body()).contains("OUT_OF_SERVICE");
	}

	@Test
	void prometheusWhenRulesWerePushedHasLatencyAndAnswers() throws Exception {
		start(0);
		pushAndAcknowledge();
		await().untilAsserted(() -> assertThat(get("prometheus").body()).contains("opensergo_control_plane_streams 1.0",
				"opensergo_control_plane_rules 1.0",
				"opensergo_control_plane_answers_total{answer=\"ack\",kind=\"TrafficLane\"} 1.0",
				"opensergo_control_plane_push_seconds_count{kind=\"TrafficLane\"} 1",
				"opensergo_control_plane_apply_seconds_count{kind=\"TrafficLane\"} 1",
				"opensergo_control_plane_push_seconds_bucket{kind=\"TrafficLane\",le="));
	}

	@Test
	void opensergoWhenClientsAnsweredShowsThemPerClientAndKey() throws Exception {
		start(0);
		pushAndAcknowledge();
		await().untilAsserted(() -> assertThat(get("opensergo").body()).contains("\"kind\":\"TrafficLane\"",
				"\"subscribers\":1", "\"peer\":\"/127.0.0.1:", "\"answer\":\"ACK\""));
	}

	@Test
	void otherEndpointsWhenNotAskedForAreNotShown() throws Exception {
		start(0);
		assertThat(get("env").statusCode()).isEqualTo(404);
		assertThat(get("shutdown").statusCode()).isEqualTo(404);
	}

	@Test
	void startWhenTheManagementPortIsTakenNamesIt() throws Exception {
		try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getByName("127.0.0.1"))) {
			assertThatExceptionOfType(ListenException.class).isThrownBy(() -> start(taken.getLocalPort()))
				.satisfies((ex) -> {
					assertThat(ex.management()).isTrue();
					assertThat(ex.address().getPort()).isEqualTo(taken.getLocalPort());
				});
		}
	}

	@Test
	void startWhenNoManagementPortIsGivenHasNoWebServer() throws Exception {
		this.context = ControlPlaneApplication
			.start(ServeOptions.of(this.folder, new InetSocketAddress("127.0.0.1", 0)));
		assertThat(this.context.getEnvironment().getProperty("local.server.port")).isNull();
		assertThat(this.context.getBeanNamesForType(ControlPlaneEndpoint.class)).isEmpty();
	}

	private void pushAndAcknowledge() throws Exception {
		this.client = new TestClient(this.context.getBean(ControlPlaneServer.class).port(), true);
		this.client.subscribe("stock", RuleKind.TRAFFIC_LANE);
		this.client.next();
		Files.writeString(this.folder.resolve("lane.yaml"), LANE);
		SubscribeResponse push = this.client.next();
		this.client.acknowledge(push, "ACK", 1, "");
	}

	private void start(int managementPort) throws IOException {
		this.context = ControlPlaneApplication
			.start(new ServeOptions(this.folder, ServerOptions.of(new InetSocketAddress("127.0.0.1", 0)),
					new InetSocketAddress("127.0.0.1", managementPort), LogFormat.TEXT));
	}

	private HttpResponse<String> get(String endpoint) throws IOException, InterruptedException {
		String port = this.context.getEnvironment().getProperty("local.server.port");
		URI uri = URI.create("http://127.0.0.1:" + port + "/actuator/" + endpoint);
		return HttpClient.newHttpClient().send(HttpRequest.newBuilder(uri).build(), BodyHandlers.ofString());
	}

}
