package io.opensergo.core.source;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;

import io.opensergo.core.rule.Rejection;
import io.opensergo.core.rule.VirtualWorkload;
import io.opensergo.core.source.RuleSourceStatus.State;
import io.opensergo.core.yaml.RuleReader;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

/**
 * Tests for {@link FileRuleSource}, on the real file system.
 */
@DisabledOnOs(value = OS.MAC, disabledReason = "The JDK polls folders there every few seconds")
class FileRuleSourceTests {

	private static final Duration DEBOUNCE = Duration.ofMillis(50);

	@TempDir
	Path temp;

	private final BlockingQueue<RuleSet> heard = new LinkedBlockingQueue<>();

	private @Nullable FileRuleSource source;

	@AfterEach
	void close() {
		if (this.source != null) {
			this.source.close();
		}
	}

	@Test
	void startPublishesFilesOfAllFoldersSortedByPath() throws IOException {
		write("b.yml", workload("b", "2"));
		write("a.yaml", workload("a", "1"));
		write("sub/c.json", "{\"apiVersion\":\"traffic.opensergo.io/v1alpha1\",\"kind\":\"VirtualWorkload\","
				+ "\"metadata\":{\"name\":\"c\"},\"spec\":{\"host\":\"h3\"}}");
		write("d.txt", "no rule");
		write(".hidden.yaml", "[");
		write(".git/x.yaml", "[");
		write("a.yaml~", "[");
		write(".a.yaml.swp", "[");
		write("#a.yaml#", "[");
		assertThat(hosts(start())).containsExactly("h1", "h2", "h3");
		assertThat(this.heard).isEmpty();
		assertThat(source().status().state()).isEqualTo(State.UP);
		assertThat(source().status().detail()).contains("3 rules");
		assertThat(source().status().lastUpdate()).isNotNull();
	}

	@Test
	@EnabledOnOs(value = OS.LINUX, disabledReason = "The time of a status change is kept by Unix")
	void lastChangeWhenAnOldFileComesBackMovesOn() throws Exception {
		Path file = write("a.yaml", workload("a", "1"));
		FileTime old = FileTime.from(Instant.parse("2020-01-01T00:00:00Z"));
		start();
		Instant before = source().lastChange();
		assertThat(before).isAfter(Instant.EPOCH);
		write("a.yaml", workload("a", "2"));
		Files.setLastModifiedTime(file, old);
		org.awaitility.Awaitility.await().until(() -> source().lastChange().isAfter(before));
	}

	@Test
	void lastChangeWhenAFileGoesAwayMovesOn() throws Exception {
		Path file = write("a.yaml", workload("a", "1"));
		start();
		Instant before = source().lastChange();
		Files.delete(file);
		org.awaitility.Awaitility.await().until(() -> source().lastChange().isAfter(before));
	}

	@Test
	void editReachesTheListenerWithinASecond() throws Exception {
		write("a.yaml", workload("a", "1"));
		start();
		long begin = System.nanoTime();
		write("a.yaml", workload("a", "2"));
		RuleSet rules = this.heard.poll(10, TimeUnit.SECONDS);
		Duration taken = Duration.ofNanos(System.nanoTime() - begin);
		assertThat(rules).isNotNull();
		assertThat(hosts(rules)).containsExactly("h2");
		assertThat(taken).isLessThan(Duration.ofSeconds(1));
	}

	@Test
	void newFilesAndFoldersAreRead() throws Exception {
		start();
		write("sub/deep/a.yaml", workload("a", "1"));
		awaitHosts("h1");
		write("sub/deep/b.yaml", workload("b", "2"));
		awaitHosts("h1", "h2");
	}

	@Test
	void replacementByRenameIsRead() throws Exception {
		Path file = write("a.yaml", workload("a", "1"));
		start();
		for (int i = 2; i < 5; i++) {
			Path next = write("a.yaml.tmp", workload("a", Integer.toString(i)));
			Files.move(next, file, StandardCopyOption.REPLACE_EXISTING, StandardCopyOption.ATOMIC_MOVE);
			awaitHosts("h" + i);
		}
	}

	@Test
	@DisabledOnOs(OS.WINDOWS)
	void swapOfLinksAsInConfigMapsIsRead() throws Exception {
		write("..one/a.yaml", workload("a", "1"));
		Files.createSymbolicLink(this.temp.resolve("..data"), Path.of("..one"));
		Files.createSymbolicLink(this.temp.resolve("a.yaml"), Path.of("..data/a.yaml"));
		assertThat(hosts(start())).containsExactly("h1");
		for (int i = 2; i < 5; i++) {
			write("..v" + i + "/a.yaml", workload("a", Integer.toString(i)));
			Path next = Files.createSymbolicLink(this.temp.resolve("..data_tmp"), Path.of("..v" + i));
			Files.move(next, this.temp.resolve("..data"), StandardCopyOption.REPLACE_EXISTING,
					StandardCopyOption.ATOMIC_MOVE);
			awaitHosts("h" + i);
		}
	}

	@Test
	@DisabledOnOs(OS.WINDOWS)
	void changeBehindALinkIsRead() throws Exception {
		Path target = write("elsewhere/target.yaml", workload("a", "1"));
		Path folder = Files.createDirectory(this.temp.resolve("rules"));
		Files.createSymbolicLink(folder.resolve("a.yaml"), target);
		assertThat(hosts(start(folder))).containsExactly("h1");
		write("elsewhere/target.yaml", workload("a", "2"));
		awaitHosts("h2");
	}

	@Test
	@DisabledOnOs(OS.WINDOWS)
	void exchangedLinkOfTheFolderItselfIsRead() throws Exception {
		write("v1/a.yaml", workload("a", "1"));
		write("v2/a.yaml", workload("a", "2"));
		Path link = Files.createSymbolicLink(this.temp.resolve("current"), Path.of("v1"));
		assertThat(hosts(start(link))).containsExactly("h1");
		Path next = Files.createSymbolicLink(this.temp.resolve("next"), Path.of("v2"));
		Files.move(next, link, StandardCopyOption.REPLACE_EXISTING, StandardCopyOption.ATOMIC_MOVE);
		awaitHosts("h2");
		write("v2/a.yaml", workload("a", "3"));
		awaitHosts("h3");
	}

	@Test
	@DisabledOnOs(OS.WINDOWS)
	void folderWithSeveralLinksIsReadOnce() throws IOException {
		write("a.yaml", workload("a", "1"));
		write("sub/b.yaml", workload("b", "2"));
		Files.createSymbolicLink(this.temp.resolve("sub/loop"), this.temp);
		Files.createSymbolicLink(this.temp.resolve("twice"), this.temp.resolve("sub"));
		RuleSet rules = start();
		assertThat(hosts(rules)).containsExactly("h1", "h2");
		assertThat(rules.rejections()).isEmpty();
	}

	@Test
	void brokenFileKeepsItsLastGoodRulesUntilItIsMended() throws Exception {
		write("a.yaml", workload("a", "1") + "---\n" + workload("b", "2"));
		start();
		write("a.yaml", "\"");
		RuleSet broken = await((rules) -> !rules.rejections().isEmpty());
		assertThat(hosts(broken)).containsExactlyInAnyOrder("h1", "h2");
		assertThat(broken.rejections()).singleElement()
			.extracting(Rejection::source)
			.isEqualTo(this.temp.resolve("a.yaml").toString());
		write("a.yaml", workload("a", "3"));
		RuleSet mended = await((rules) -> rules.rejections().isEmpty());
		assertThat(hosts(mended)).containsExactly("h3");
	}

	@Test
	void badDocumentKeepsItsLastGoodRuleWhileOthersChange() throws Exception {
		write("a.yaml", workload("a", "1") + "---\n" + workload("b", "2") + "---\n" + workload("c", "3"));
		start();
		write("a.yaml", workload("a", "9") + "---\n" + workload("b", "2").replace("host:", "hots:"));
		RuleSet rules = await((set) -> !set.rejections().isEmpty());
		// c was removed, b is refused, a is new
		assertThat(hosts(rules)).containsExactly("h9", "h2");
		write("a.yaml", workload("a", "9"));
		awaitHosts("h9");
	}

	@Test
	void refusedRuleThatMovedToAnotherFileKeepsItsLastGoodVersion() throws Exception {
		Path file = write("a.yaml", workload("a", "1"));
		start();
		write("b.yaml", workload("a", "1").replace("host:", "hots:"));
		await((set) -> !set.rejections().isEmpty());
		Files.delete(file);
		write("c.yaml", workload("c", "3"));
		awaitHosts("h1", "h3");
	}

	@Test
	void removedFileRemovesItsRules() throws Exception {
		write("a.yaml", workload("a", "1"));
		Path file = write("b.yaml", workload("b", "2"));
		start();
		Files.delete(file);
		awaitHosts("h1");
	}

	@Test
	void folderThatComesLaterIsRead() throws Exception {
		Path folder = this.temp.resolve("later/rules");
		assertThat(start(folder)).isEqualTo(RuleSet.EMPTY);
		assertThat(source().status().state()).isEqualTo(State.DISCONNECTED);
		assertThat(source().status().detail()).contains("does not exist");
		assertThat(source().status().lastUpdate()).isNull();
		write("later/rules/a.yaml", workload("a", "1"));
		awaitHosts("h1");
		assertThat(source().status().state()).isEqualTo(State.UP);
	}

	@Test
	void folderThatGoesKeepsRulesAndIsReadWhenItIsBack() throws Exception {
		Path folder = this.temp.resolve("rules");
		write("rules/a.yaml", workload("a", "1"));
		start(folder);
		Path away = Files.move(folder, this.temp.resolve("away"));
		awaitState(State.DISCONNECTED);
		assertThat(this.heard).isEmpty();
		assertThat(source().status().detail()).contains("1 rules stay in force");
		write("away/a.yaml", workload("a", "2"));
		Files.move(away, folder);
		awaitHosts("h2");
		write("rules/a.yaml", workload("a", "3"));
		awaitHosts("h3");
		assertThat(source().status().state()).isEqualTo(State.UP);
	}

	@Test
	void singleFileIsRead() throws Exception {
		Path file = write("rules.conf", workload("a", "1"));
		assertThat(hosts(start(file))).containsExactly("h1");
		write("other.yaml", workload("b", "2"));
		write("rules.conf", workload("a", "3"));
		awaitHosts("h3");
		Files.delete(file);
		awaitState(State.DISCONNECTED);
		write("rules.conf", workload("a", "4"));
		awaitHosts("h4");
	}

	@Test
	void sameRuleInTwoFilesIsARejection() throws IOException {
		write("a.yaml", workload("a", "1"));
		write("b.yaml", "\n\n" + workload("a", "2"));
		RuleSet rules = start();
		assertThat(hosts(rules)).containsExactly("h1");
		assertThat(rules.rejections()).singleElement().satisfies((rejection) -> {
			assertThat(rejection.source()).isEqualTo(this.temp.resolve("b.yaml").toString());
			assertThat(rejection.line()).isEqualTo(3);
			assertThat(rejection.reason()).contains(this.temp.resolve("a.yaml") + ":1");
		});
	}

	@Test
	void relativePathStaysRelative() throws IOException {
		Path folder = Path.of("target/rule-files-test");
		Files.createDirectories(folder);
		Files.writeString(folder.resolve("bad.yaml"), "[");
		RuleSet rules = start(folder);
		assertThat(rules.rejections()).extracting(Rejection::source)
			.containsExactly(Path.of("target/rule-files-test/bad.yaml").toString());
		assertThat(source().name()).isEqualTo("file:" + folder);
	}

	@Test
	void unreadableFilesAreRejections() throws IOException {
		Files.write(this.temp.resolve("a.yaml"), "name: caf\u00e9".getBytes(StandardCharsets.ISO_8859_1));
		Files.write(this.temp.resolve("b.yaml"), new byte[10 * 1024 * 1024]);
		write("c.yaml", workload("c", "3"));
		RuleSet rules = start();
		assertThat(hosts(rules)).containsExactly("h3");
		assertThat(rules.rejections()).extracting(Rejection::reason)
			.containsExactly("the file is not UTF-8 text", "the file is larger than 4194304 bytes");
	}

	@Test
	@DisabledOnOs(OS.WINDOWS)
	void linkThatLeadsNowhereIsARejectionAndKeepsRules() throws Exception {
		Path file = write("a.yaml", workload("a", "1"));
		start();
		Path link = Files.createSymbolicLink(this.temp.resolve("tmp"), Path.of("nowhere.yaml"));
		Files.move(link, file, StandardCopyOption.REPLACE_EXISTING, StandardCopyOption.ATOMIC_MOVE);
		RuleSet rules = await((set) -> !set.rejections().isEmpty());
		assertThat(hosts(rules)).containsExactly("h1");
		assertThat(rules.rejections()).extracting(Rejection::reason).containsExactly("the link leads nowhere");
	}

	@Test
	@EnabledOnOs(OS.LINUX)
	void fileWithoutPermissionIsARejection() throws IOException {
		Path file = write("a.yaml", workload("a", "1"));
		Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("---------"));
		Assumptions.assumeFalse(Files.isReadable(file), "this user may read everything");
		RuleSet rules = start();
		assertThat(rules.rejections()).extracting(Rejection::reason).containsExactly("no permission to read it");
	}

	@ParameterizedTest
	@ValueSource(ints = { 0, 1000 })
	void burstOfChangesEndsInTheLastContent(int debounceMillis) throws Exception {
		write("a.yaml", workload("a", "0"));
		this.source = new FileRuleSource(this.temp, new RuleReader("default"), Clock.systemUTC(),
				Duration.ofMillis(debounceMillis));
		this.source.start(this.heard::add);
		for (int i = 1; i <= 100; i++) {
			write("a.yaml", workload("a", Integer.toString(i)));
		}
		awaitHosts("h100");
		// with a quiet time, the burst is one change after the first set
		assertThat(debounceMillis == 0 || this.heard.isEmpty()).isTrue();
	}

	@Test
	void unchangedContentPublishesNothing() throws Exception {
		write("a.yaml", workload("a", "1"));
		start();
		write("a.yaml", workload("a", "1"));
		write("b.yaml", workload("b", "2"));
		RuleSet next = this.heard.poll(10, TimeUnit.SECONDS);
		assertThat(next).isNotNull();
		assertThat(hosts(next)).containsExactly("h1", "h2");
	}

	@Test
	void failingListenerHearsTheNextChange() throws Exception {
		write("a.yaml", workload("a", "1"));
		this.source = new FileRuleSource(this.temp, new RuleReader("default"), Clock.systemUTC(), DEBOUNCE);
		this.source.start((rules) -> {
			this.heard.add(rules);
			throw new IllegalStateException("on purpose");
		});
		write("a.yaml", workload("a", "2"));
		awaitHosts("h2");
		write("a.yaml", workload("a", "3"));
		awaitHosts("h3");
	}

	@Test
	void closeEndsTheThread() throws Exception {
		start();
		Thread thread = Thread.getAllStackTraces()
			.keySet()
			.stream()
			.filter((candidate) -> candidate.getName().equals("opensergo-files-" + this.temp.getFileName()))
			.findFirst()
			.orElseThrow();
		assertThat(thread.isDaemon()).isTrue();
		source().close();
		source().close();
		assertThat(thread.isAlive()).isFalse();
		assertThat(source().status().state()).isEqualTo(State.CLOSED);
		assertThatIllegalStateException().isThrownBy(() -> source().start(this.heard::add));
	}

	@Test
	void closeFromTheListenerDoesNotBlock() throws Exception {
		write("a.yaml", workload("a", "1"));
		FileRuleSource source = new FileRuleSource(this.temp, new RuleReader("default"), Clock.systemUTC(), DEBOUNCE);
		this.source = source;
		source.start((rules) -> {
			if (hosts(rules).contains("h2")) {
				source.close();
				this.heard.add(rules);
			}
		});
		write("a.yaml", workload("a", "2"));
		awaitHosts("h2");
	}

	private RuleSet start() {
		return start(this.temp);
	}

	private RuleSet start(Path folderOrFile) {
		this.source = new FileRuleSource(folderOrFile, new RuleReader("default"), Clock.systemUTC(), DEBOUNCE);
		this.source.start(this.heard::add);
		RuleSet first = this.heard.poll();
		assertThat(first).as("published before start returns").isNotNull();
		return first;
	}

	private FileRuleSource source() {
		assertThat(this.source).isNotNull();
		return this.source;
	}

	private void awaitHosts(String... hosts) throws InterruptedException {
		RuleSet rules = await((set) -> hosts(set).equals(List.of(hosts)));
		assertThat(hosts(rules)).containsExactly(hosts);
	}

	private RuleSet await(Predicate<RuleSet> condition) throws InterruptedException {
		RuleSet last = null;
		RuleSet next = this.heard.poll(10, TimeUnit.SECONDS);
		while (next != null) {
			if (condition.test(next)) {
				return next;
			}
			last = next;
			next = this.heard.poll(10, TimeUnit.SECONDS);
		}
		throw new AssertionError("Heard last: " + last + ", status " + source().status());
	}

	private void awaitState(State state) {
		org.awaitility.Awaitility.await()
			.atMost(Duration.ofSeconds(10))
			.pollInterval(Duration.ofMillis(10))
			.until(() -> source().status().state() == state);
	}

	private Path write(String name, String text) throws IOException {
		Path file = this.temp.resolve(name);
		Files.createDirectories(file.getParent());
		return Files.writeString(file, text);
	}

	private static List<String> hosts(RuleSet rules) {
		return rules.rules().stream().map(VirtualWorkload.class::cast).map(VirtualWorkload::host).toList();
	}

	private static String workload(String name, String number) {
		return "apiVersion: traffic.opensergo.io/v1alpha1\nkind: VirtualWorkload\nmetadata: {name: " + name
				+ "}\nspec: {host: h" + number + "}\n";
	}

}
