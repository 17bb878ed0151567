package io.opensergo.controlplane;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A control plane as a process of its own.
 */
final class ControlPlaneProcess implements AutoCloseable {

	private static final Pattern START_LINE = Pattern.compile("Serving on 127\\.0\\.0\\.1:(\\d+) ");

	private static final Pattern MANAGEMENT_LINE = Pattern.compile("Tomcat started on port (\\d+) ");

	private final Process process;

	private int port;

	private int managementPort;

	private ControlPlaneProcess(Process process) {
		this.process = process;
	}

	/**
	 * Starts the process and waits until it serves.
	 * @param rules the folder
	 * @param port the port, 0 for any free one
	 * @param options further options
	 */
	static ControlPlaneProcess start(Path rules, int port, String... options) throws IOException {
		List<String> command = new ArrayList<>(
				List.of(Path.of(System.getProperty("java.home"), "bin", "java").toString(), "-Xmx512m",
						"-XX:+ExitOnOutOfMemoryError", "-XX:TieredStopAtLevel=" + tier(options), "-cp",
						System.getProperty("java.class.path"), OpenSergoControlPlane.class.getName(), "serve",
						"--rules", rules.toString(), "--port", Integer.toString(port)));
		command.addAll(List.of(options));
		ControlPlaneProcess started = new ControlPlaneProcess(
				new ProcessBuilder(command).redirectErrorStream(true).start());
		started.awaitStart();
		return started;
	}

	/**
	 * Processes that are soon killed start quicker without the last compiler.
	 */
	private static int tier(String... options) {
		return (options.length == 0) ? 1 : 4;
	}

	private void awaitStart() throws IOException {
		BufferedReader output = this.process.inputReader(StandardCharsets.UTF_8);
		StringBuilder said = new StringBuilder();
		for (String line = output.readLine(); line != null; line = output.readLine()) {
			said.append(line).append('\n');
			Matcher management = MANAGEMENT_LINE.matcher(line);
			if (management.find()) {
				this.managementPort = Integer.parseInt(management.group(1));
			}
			Matcher serving = START_LINE.matcher(line);
			if (serving.find()) {
				this.port = Integer.parseInt(serving.group(1));
				drain(output);
				return;
			}
		}
		throw new AssertionError("The process ended without its start line:\n" + said);
	}

	/**
	 * Else the process would wait for a reader.
	 */
	private static void drain(BufferedReader output) {
		Thread thread = new Thread(() -> output.lines().forEach((line) -> {
		}), "control-plane-output");
		thread.setDaemon(true);
		thread.setUncaughtExceptionHandler((ended, ex) -> {
		});
		thread.start();
	}

	int port() {
		return this.port;
	}

	int managementPort() {
		return this.managementPort;
	}

	void signal(String name) throws IOException, InterruptedException {
		int exit = new ProcessBuilder("kill", "-" + name, Long.toString(this.process.pid())).start().waitFor();
		if (exit != 0) {
			throw new AssertionError("kill -" + name + " ended with " + exit);
		}
	}

	/**
	 * Kills the process.
	 */
	@Override
	public void close() {
		this.process.destroyForcibly();
		try {
			this.process.waitFor(10, TimeUnit.SECONDS);
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
		}
	}

}
