package io.opensergo.samples.fullchain.launcher;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Tests for {@link ChildProcesses} and {@link ChildProcess}.
 */
class ChildProcessesTests {

	private final ChildProcesses processes = new ChildProcesses();

	@TempDir
	Path logs;

	@AfterEach
	void close() {
		this.processes.close();
	}

	@Test
	void startWritesTheLog() {
		ChildProcess child = startChild("a");
		awaitLine(child, "up " + child.pid());
		assertThat(child.isAlive()).isTrue();
		assertThat(child.logTail(20)).contains("a.log").contains("up " + child.pid());
	}

	@Test
	void killEndsTheProcessOnly() {
		ChildProcess a = startChild("a");
		ChildProcess b = startChild("b");
		awaitLine(a, "up " + a.pid());
		a.kill();
		assertThat(a.isAlive()).isFalse();
		assertThat(b.isAlive()).isTrue();
	}

	@Test
	void closeEndsAllProcessesAndTheirChildren() {
		ChildProcess a = startChild("a");
		ChildProcess parent = startChild("parent", "parent");
		awaitLine(parent, "up " + parent.pid());
		long grandchild = parent.logLines()
			.stream()
			.filter((line) -> line.startsWith("child "))
			.mapToLong((line) -> Long.parseLong(line.substring("child ".length())))
			.findFirst()
			.orElseThrow();
		assertThat(isAlive(grandchild)).isTrue();
		this.processes.close();
		assertThat(a.isAlive()).isFalse();
		assertThat(parent.isAlive()).isFalse();
		Awaitility.await().until(() -> !isAlive(grandchild));
	}

	@Test
	void startWhenClosedRejects() {
		this.processes.close();
		assertThatExceptionOfType(DemoException.class).isThrownBy(() -> startChild("late"));
		assertThat(this.logs.resolve("late.log")).doesNotExist();
	}

	@Test
	void startReplacesTheProcessWithTheName() {
		ChildProcess first = startChild("a");
		first.kill();
		ChildProcess second = startChild("a");
		assertThat(this.processes.get("a")).isSameAs(second);
	}

	@Test
	void startWhenTheCommandIsMissingSaysSo() {
		Path log = this.logs.resolve("nothing.log");
		assertThatExceptionOfType(DemoException.class)
			.isThrownBy(() -> ChildProcess.start("nothing", List.of("/no/such/java"), log))
			.withMessageContaining("cannot start nothing")
			.withMessageContaining("/no/such/java");
	}

	@Test
	@EnabledOnOs(OS.LINUX)
	void residentKibCountsAKilledProcessAsItWas() {
		ChildProcess a = startChild("a");
		ChildProcess b = startChild("b");
		awaitLine(a, "up " + a.pid());
		awaitLine(b, "up " + b.pid());
		assertThat(a.residentKib()).isBetween(5_000L, 1_000_000L);
		a.kill();
		assertThat(a.residentKib()).isBetween(5_000L, 1_000_000L);
		assertThat(this.processes.residentKib()).isGreaterThan(b.residentKib());
	}

	private ChildProcess startChild(String name, String... arguments) {
		List<String> command = new ArrayList<>(
				List.of(Path.of(System.getProperty("java.home"), "bin", "java").toString(), "-cp",
						Path.of("target", "test-classes").toString(), Child.class.getName()));
		command.addAll(List.of(arguments));
		return this.processes.start(() -> ChildProcess.start(name, command, this.logs.resolve(name + ".log")));
	}

	private static void awaitLine(ChildProcess process, String line) {
		Awaitility.await().until(() -> process.logLines().contains(line));
	}

	private static boolean isAlive(long pid) {
		return ProcessHandle.of(pid).map(ProcessHandle::isAlive).orElse(false);
	}

}
