package io.opensergo.client;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.stream.Stream;

import com.google.protobuf.Any;
import com.google.protobuf.StringValue;
import io.opensergo.client.testing.FaultyControlPlane;
import io.opensergo.core.rule.Rule;
import io.opensergo.core.rule.RuleKind;
import io.opensergo.core.source.RuleSourceStatus;
import io.opensergo.core.source.RuleSubscription;
import io.opensergo.core.source.RuleSubscription.State;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.awaitility.Awaitility.await;

/**
 * Tests for the rules that a {@link ControlPlaneRuleSource} keeps on disk.
 */
class ControlPlaneCacheTests extends AbstractSourceTests {

	/**
	 * Nobody listens there.
	 */
	private static final int NOBODY = 1;

	@TempDir
	private Path folder;

	@Test
	void startWithoutControlPlaneUsesTheRulesOfTheLastRun() throws Exception {
		runOnce(V1);
		ControlPlaneRuleSource source = subscribed(cached(NOBODY));
		// In force when start returns.
		assertThat(this.listener.rules()).containsExactly(V1);
		RuleSubscription state = onlySubscription(source);
		assertThat(state.state()).isEqualTo(State.FROM_DISK);
		assertThat(state.rules()).isOne();
		assertThat(state.updated()).isBetween(Instant.now().minusSeconds(60), Instant.now());
		awaitDetail(source, "disconnected since", "rules of 1 subscriptions are from disk, of the last run");
		assertThat(source.status().lastUpdate()).isEqualTo(state.updated());
	}

	@Test
	void controlPlaneThatAnswersTakesOver() throws Exception {
		runOnce(V1);
		FaultyControlPlane server = server();
		set(server, V2);
		ControlPlaneRuleSource source = subscribed(cached(server.port()));
		awaitRules(V2);
		assertThat(onlySubscription(source).state()).isEqualTo(State.IN_FORCE);
		assertThat(source.status().detail()).doesNotContain("disk");
	}

	@Test
	void silentControlPlaneLeavesTheRulesOfTheLastRun() throws Exception {
		runOnce(V1);
		FaultyControlPlane server = server();
		ControlPlaneRuleSource source = subscribed(cached(server.port()));
		awaitDetail(source, "connected to", "0 of 1 subscriptions answered", "from disk");
		assertThat(source.status().state()).isEqualTo(RuleSourceStatus.State.UP);
		assertThat(this.listener.rules()).containsExactly(V1);
	}

	@Test
	void explicitLackOfRulesIsKeptToo() throws Exception {
		runOnce(V1);
		FaultyControlPlane server = server();
		set(server, V1);
		try (ControlPlaneRuleSource source = subscribed(cached(server.port()))) {
			await().until(() -> onlySubscription(source).state() == State.IN_FORCE);
			set(server);
			awaitRules();
		}
		ControlPlaneRuleSource source = subscribed(cached(NOBODY));
		assertThat(onlySubscription(source).state()).isEqualTo(State.FROM_DISK);
		assertThat(this.listener.rules()).isEmpty();
	}

	@Test
	void refusedRulesAreNotKept() throws Exception {
		FaultyControlPlane server = server();
		set(server, V1);
		try (ControlPlaneRuleSource source = subscribed(cached(server.port()))) {
			awaitRules(V1);
			server.set("default", "stock", ROUTER, List.of(Any.pack(StringValue.of("x"))));
			await().until(() -> onlySubscription(source).state() == State.REFUSED);
		}
		subscribed(cached(NOBODY));
		assertThat(this.listener.rules()).containsExactly(V1);
	}

	@Test
	void subscriptionAfterTheStartIsReadFromDiskToo() throws Exception {
		runOnce(V1);
		ControlPlaneRuleSource source = closing(new ControlPlaneRuleSource(cached(NOBODY)));
		source.start(this.listener);
		source.subscribe("stock", ROUTER);
		awaitRules(V1);
	}

	@Test
	void otherApplicationDoesNotReadTheRules() throws Exception {
		runOnce(V1);
		ControlPlaneClientOptions options = cached(NOBODY);
		ControlPlaneRuleSource source = subscribed(
				ControlPlaneClientOptions.of(options.endpoints(), "default", "other").withCacheDirectory(this.folder));
		assertThat(onlySubscription(source).state()).isEqualTo(State.WAITING);
		assertThat(this.listener.calls()).isZero();
	}

	@Test
	void damagedFileIsSetAsideAndReported() throws Exception {
		runOnce(V1);
		Path file = onlyFile();
		byte[] bytes = Files.readAllBytes(file);
		bytes[bytes.length / 2] ^= 1;
		Files.write(file, bytes);
		ControlPlaneRuleSource source = subscribed(cached(NOBODY));
		assertThat(file).doesNotExist();
		assertThat(file.resolveSibling(file.getFileName() + ".damaged")).exists();
		assertThat(onlySubscription(source).lastError()).contains(file.toString(), "its checksum is wrong", ".damaged");
		assertThat(onlySubscription(source).state()).isEqualTo(State.WAITING);
		assertThat(this.listener.rules()).isEmpty();
		assertThat(this.listener.last().rejections()).singleElement()
			.satisfies((rejection) -> assertThat(rejection.reason()).contains("its checksum is wrong"));
	}

	@Test
	void fileOfAnotherFormatIsLeftAlone() throws Exception {
		runOnce(V1);
		Path file = onlyFile();
		byte[] bytes = Files.readAllBytes(file);
		bytes["OPENSERGO RULES\n".length() + 3] = 2;
		Files.write(file, bytes);
		ControlPlaneRuleSource source = subscribed(cached(NOBODY));
		assertThat(file).hasBinaryContent(bytes);
		assertThat(onlySubscription(source).lastError()).contains("it has the format 2, this release reads 1");
	}

	@Test
	void rulesThatTheListenerRefusesAreReported() throws Exception {
		runOnce(V1);
		ControlPlaneRuleSource source = closing(new ControlPlaneRuleSource(cached(NOBODY)));
		source.subscribe("stock", ROUTER);
		source.start((rules) -> {
			if (!rules.rules().isEmpty()) {
				throw new IllegalStateException("not wanted");
			}
		});
		assertThat(onlySubscription(source).lastError()).contains("not wanted");
		assertThat(onlySubscription(source).state()).isEqualTo(State.WAITING);
	}

	@Test
	void sameRulesAgainOnlyRenewTheirTime() throws Exception {
		runOnce(V1);
		Path file = onlyFile();
		FileTime old = FileTime.from(Instant.now().minus(Duration.ofDays(3)));
		Files.setLastModifiedTime(file, old);
		Object inode = Files.readAttributes(file, "*").get("fileKey");
		FaultyControlPlane server = server();
		set(server, V1);
		try (ControlPlaneRuleSource source = subscribed(cached(server.port()))) {
			assertThat(source.subscriptions().get(0).updated()).isNotNull();
			await().until(() -> onlySubscription(source).state() == State.IN_FORCE);
		}
		assertThat(Files.getLastModifiedTime(file)).isGreaterThan(old);
		assertThat(Files.readAttributes(file, "*").get("fileKey")).isEqualTo(inode);
	}

	@Test
	@DisabledOnOs(OS.WINDOWS)
	void filesAreForTheirOwnerOnly() throws Exception {
		this.folder = this.folder.resolve("made");
		runOnce(V1);
		assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(this.folder))).isEqualTo("rwx------");
		assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(onlyFile()))).isEqualTo("rw-------");
	}

	@Test
	void folderThatIsAFileIsRefusedAtOnce() throws Exception {
		Path file = Files.writeString(this.folder.resolve("file"), "");
		assertThatExceptionOfType(RuleCacheException.class)
			.isThrownBy(() -> new ControlPlaneRuleSource(cached(NOBODY).withCacheDirectory(file)))
			.satisfies((ex) -> assertThat(ex.directory()).isEqualTo(file))
			.withMessageContaining(file.toString());
	}

	@Test
	void folderThatIsGoneIsReportedAndRulesComeIntoForce() throws Exception {
		FaultyControlPlane server = server();
		ControlPlaneRuleSource source = subscribed(cached(server.port()));
		Files.delete(this.folder);
		set(server, V1);
		awaitRules(V1);
		source.subscribe("payment", ROUTER);
		await().untilAsserted(() -> {
			set(server, V1);
			assertThat(source.status().detail()).contains("rules cannot be kept on disk");
		});
		Files.createDirectory(this.folder);
		set(server, V2);
		await().untilAsserted(() -> assertThat(files()).hasSize(1));
	}

	@Test
	void temporaryFilesOfTheDeadAreRemoved() throws Exception {
		Path old = Files.writeString(this.folder.resolve("1.rules.tmp"), "");
		Path recent = Files.writeString(this.folder.resolve("2.rules.tmp"), "");
		Files.setLastModifiedTime(old, FileTime.from(Instant.now().minus(Duration.ofHours(2))));
		closing(new ControlPlaneRuleSource(cached(NOBODY)));
		assertThat(old).doesNotExist();
		assertThat(recent).exists();
	}

	@Test
	void hundredSubscriptionsAreKeptAndNoThreadIsLeft() throws Exception {
		FaultyControlPlane server = server();
		try (ControlPlaneRuleSource source = closing(new ControlPlaneRuleSource(cached(server.port())))) {
			for (int i = 0; i < 100; i++) {
				server.set("default", "app" + i, ROUTER, TestRules.payloads(TestRules.routes("app" + i, "v1")));
				source.subscribe("app" + i, ROUTER);
			}
			source.start(this.listener);
			await().until(() -> this.listener.rules().size() == 100);
		}
		assertThat(files()).hasSize(100);
		await().untilAsserted(() -> assertThat(Thread.getAllStackTraces().keySet()).extracting(Thread::getName)
			.doesNotContain(RuleCache.THREAD_NAME));
	}

	@Test
	void namesThatNoFileMayHaveAreKept() throws Exception {
		FaultyControlPlane server = server().serve(RuleKind.TRAFFIC_LANE);
		String app = "../" + "x".repeat(300) + ":\u00e9";
		server.set("default", app, RuleKind.TRAFFIC_LANE, TestRules.payloads(TestRules.lane("gray")));
		try (ControlPlaneRuleSource source = closing(new ControlPlaneRuleSource(cached(server.port())))) {
			source.subscribe(app, RuleKind.TRAFFIC_LANE);
			source.start(this.listener);
			awaitRules(TestRules.lane("gray"));
		}
		assertThat(files()).hasSize(1);
	}

	/**
	 * One life of an application with a control plane that has rules.
	 */
	private void runOnce(Rule... rules) throws Exception {
		try (FaultyControlPlane server = FaultyControlPlane.start();
				ControlPlaneRuleSource source = new ControlPlaneRuleSource(cached(server.port()))) {
			set(server, rules);
			source.subscribe("stock", ROUTER);
			source.start((applied) -> {
			});
			await().until(() -> onlySubscription(source).state() == State.IN_FORCE);
		}
	}

	private ControlPlaneClientOptions cached(int port) {
		return options(port).withCacheDirectory(this.folder);
	}

	private Path onlyFile() throws IOException {
		assertThat(files()).hasSize(1);
		return files().get(0);
	}

	private List<Path> files() throws IOException {
		try (Stream<Path> files = Files.list(this.folder)) {
			return files.filter((file) -> file.toString().endsWith(".rules")).toList();
		}
	}

}
