package io.opensergo.controlplane.boot;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;

import io.opensergo.controlplane.server.ControlPlaneServer;
import io.opensergo.controlplane.server.TestClient;
import io.opensergo.core.rule.RuleKind;
import io.opensergo.core.source.FileRuleSource;
import io.opensergo.protocol.transport.v1.SubscribeResponse;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

import org.springframework.context.ConfigurableApplicationContext;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * Tests for the versions of several control planes over one folder, and of one that is
 * restarted.
 */
@Timeout(120)
@EnabledOnOs(value = OS.LINUX, disabledReason = "The time of a status change is kept by Unix")
class ReplicasTests {

	@TempDir
	private Path folder;

	private ConfigurableApplicationContext one;

	private ConfigurableApplicationContext other;

	@BeforeEach
	void start() throws Exception {
		write("gray");
		this.one = startControlPlane();
		this.other = startControlPlane();
	}

	@AfterEach
	void stop() {
		this.one.close();
		this.other.close();
	}

	@Test
	void versionWhenReplicasServeTheSameFolderIsTheSame() throws Exception {
		assertThat(versionOf(this.one)).isEqualTo(versionOf(this.other));
	}

	@Test
	void versionWhenTheFolderChangesGrowsAndIsTheSameOnAll() throws Exception {
		try (TestClient first = connect(this.one); TestClient second = connect(this.other)) {
			first.subscribe("stock", RuleKind.TRAFFIC_LANE);
			second.subscribe("stock", RuleKind.TRAFFIC_LANE);
			long before = version(first.next());
			second.next();
			write("blue");
			long after = version(first.next());
			assertThat(after).isGreaterThan(before).isEqualTo(version(second.next()));
		}
	}

	@Test
	void versionWhenReplicasAreRestartedIsTheSame() throws Exception {
		long before = versionOf(this.one);
		restartOther();
		assertThat(versionOf(this.other)).isEqualTo(before);
	}

	@Test
	void versionWhenContentChangedWhileAReplicaWasAwayIsHigher() throws Exception {
		long before = versionOf(this.other);
		this.other.close();
		write("blue");
		this.other = startControlPlane();
		assertThat(versionOf(this.other)).isGreaterThan(before);
		assertSameVersions();
	}

	@Test
	void versionWhenOldContentIsRestoredWithItsOldTimeIsHigher() throws Exception {
		FileTime old = FileTime.from(Instant.parse("2020-01-01T00:00:00Z"));
		write("blue");
		assertSameVersions();
		long before = versionOf(this.one);
		Files.setLastModifiedTime(write("gray"), old);
		restartOther();
		assertThat(versionOf(this.other)).isGreaterThan(before);
		assertSameVersions();
	}

	@Test
	void versionWhenAFileIsRemovedIsHigherAfterARestart() throws Exception {
		long before = versionOf(this.one);
		Files.delete(this.folder.resolve("lane.yaml"));
		restartOther();
		assertThat(versionOf(this.other)).isGreaterThan(before);
		assertSameVersions();
	}

	@Test
	void versionWhenOnlyACommentChangedIsTheSameOnARestartedReplica() throws Exception {
		try (TestClient stays = connect(this.one)) {
			stays.subscribe("stock", RuleKind.TRAFFIC_LANE);
			long before = version(stays.next());
			Files.writeString(this.folder.resolve("lane.yaml"), "# why\n" + lane("gray"));
			restartOther();
			assertSameVersions();
			assertThat(versionOf(this.one)).isGreaterThan(before);
		}
	}

	/**
	 * The running control plane hears of a change a moment later than one that starts.
	 */
	private void assertSameVersions() {
		await().until(() -> source(this.one).lastChange().equals(source(this.other).lastChange()));
		await().atMost(Duration.ofSeconds(10))
			.untilAsserted(() -> assertThat(versionOf(this.one)).isEqualTo(versionOf(this.other)));
	}

	private static FileRuleSource source(ConfigurableApplicationContext context) {
		return context.getBean(FileRuleSource.class);
	}

	private void restartOther() throws IOException {
		this.other.close();
		this.other = startControlPlane();
	}

	private ConfigurableApplicationContext startControlPlane() throws IOException {
		return ControlPlaneApplication.start(ServeOptions.of(this.folder, new InetSocketAddress("127.0.0.1", 0)));
	}

	private static TestClient connect(ConfigurableApplicationContext context) {
		return new TestClient(context.getBean(ControlPlaneServer.class).port(), true);
	}

	private static long versionOf(ConfigurableApplicationContext context) throws InterruptedException {
		try (TestClient client = connect(context)) {
			client.subscribe("stock", RuleKind.TRAFFIC_LANE);
			return version(client.next());
		}
	}

	private static long version(SubscribeResponse response) {
		return response.getDataWithVersion().getVersion();
	}

	private Path write(String lane) throws IOException {
		return Files.writeString(this.folder.resolve("lane.yaml"), lane(lane));
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

}
