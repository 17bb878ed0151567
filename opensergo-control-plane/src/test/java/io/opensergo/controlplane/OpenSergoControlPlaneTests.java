package io.opensergo.controlplane;

import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import io.opensergo.controlplane.server.TestClient;
import io.opensergo.core.rule.RuleKind;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link OpenSergoControlPlane} as a process of its own.
 */
@Timeout(60)
class OpenSergoControlPlaneTests {

	private static final Pattern START_LINE = Pattern.compile("Serving on 127\\.0\\.0\\.1:(\\d+) ");

	@TempDir
	private Path folder;

	@Test
	void mainWhenServingIsToldToEndCompletesStreamsAndEndsInTime() throws Exception {
		Process process = run("serve", "--rules", this.folder.toString(), "--port", "0");
		try (BufferedReader output = process.inputReader(StandardCharsets.UTF_8)) {
			try (TestClient client = new TestClient(portOf(output), true);
					TestClient stuck = new TestClient(client.port(), false)) {
				stuck.subscribe("stock", RuleKind.TRAFFIC_LANE);
				client.subscribe("stock", RuleKind.TRAFFIC_LANE);
				assertThat(client.next().getStatus().getCode()).isEqualTo(1);
				process.destroy();
				assertThat(process.waitFor(5, TimeUnit.SECONDS)).isTrue();
				assertThat(client.awaitCompletion(5)).isTrue();
			}
		}
		finally {
			process.destroyForcibly();
		}
	}

	@Test
	void mainWhenLogsAreWantedAsJsonWritesOneObjectALine() throws Exception {
		Process process = run("serve", "--rules", this.folder.toString(), "--port", "0", "--log-format", "json");
		try (BufferedReader output = process.inputReader(StandardCharsets.UTF_8)) {
			String line = output.readLine();
			while (!line.contains("Serving on 127.0.0.1:")) {
				assertThat(line).startsWith("{\"@timestamp\":").endsWith("}");
				line = output.readLine();
			}
			assertThat(line).startsWith("{\"@timestamp\":").contains("\"level\":\"INFO\"").endsWith("}");
		}
		finally {
			process.destroyForcibly();
		}
	}

	@Test
	void mainWhenValidatingPrintsLinesAndExitsWithTheCode() throws Exception {
		Path file = Files.writeString(this.folder.resolve("bad.yaml"), "kind: TrafficLane\n");
		Process process = run("validate", file.toString());
		try (BufferedReader output = process.inputReader(StandardCharsets.UTF_8);
				BufferedReader errors = process.errorReader(StandardCharsets.UTF_8)) {
			List<String> lines = output.lines().toList();
			assertThat(lines).isNotEmpty().allMatch((line) -> line.startsWith(file + ":"));
			assertThat(errors.lines()).singleElement().asString().startsWith("1 file: 0 valid rules, ");
			assertThat(process.waitFor(30, TimeUnit.SECONDS)).isTrue();
			assertThat(process.exitValue()).isEqualTo(1);
		}
		finally {
			process.destroyForcibly();
		}
	}

	private static int portOf(BufferedReader output) throws IOException {
		for (String line = output.readLine(); line != null; line = output.readLine()) {
			Matcher matcher = START_LINE.matcher(line);
			if (matcher.find()) {
				return Integer.parseInt(matcher.group(1));
			}
		}
		throw new AssertionError("The process ended without its start line");
	}

	private static Process run(String... args) throws IOException {
		List<String> command = new ArrayList<>();
		command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
		command.addAll(List.of("-cp"));
		command.add(System.getProperty("java.class.path"));
		command.add(OpenSergoControlPlane.class.getName());
		command.addAll(List.of(args));
		return new ProcessBuilder(command).directory(new File("target")).start();
	}

}
