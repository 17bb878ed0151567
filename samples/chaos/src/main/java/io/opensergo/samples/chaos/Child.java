package io.opensergo.samples.chaos;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * A process of the run.
 */
final class Child {

	private static final long PATIENCE_SECONDS = 60;

	private final String name;

	private final Path log;

	private final Process process;

	private Child(String name, Path log, Process process) {
		this.name = name;
		this.log = log;
		this.process = process;
	}

	/**
	 * Starts a process. What it prints is appended to the log file.
	 * @param options of the virtual machine, and what it runs
	 */
	static Child java(String name, Path log, List<String> options) throws IOException {
		List<String> command = new ArrayList<>();
		command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
		command.addAll(options);
		Process process = new ProcessBuilder(command).redirectErrorStream(true)
			.redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()))
			.start();
		process.getOutputStream().close();
		return new Child(name, log, process);
	}

	/**
	 * Says why the process is not there any more, if so.
	 * @throws IllegalStateException when it has ended
	 */
	void requireAlive() throws IOException {
		if (!this.process.isAlive()) {
			List<String> lines = Files.readAllLines(this.log);
			throw new IllegalStateException(this.name + " has ended; the last lines of " + this.log + ":\n"
					+ String.join("\n", lines.subList(Math.max(0, lines.size() - 20), lines.size())));
		}
	}

	void signal(String signal) throws IOException, InterruptedException {
		int exit = new ProcessBuilder("kill", "-" + signal, Long.toString(this.process.pid())).start().waitFor();
		if (exit != 0) {
			throw new IllegalStateException("kill -" + signal + " of " + this.name + " ended with " + exit);
		}
	}

	/**
	 * Waits for the end of a process that was asked to end.
	 * @throws IllegalStateException when it does not end
	 */
	void awaitEnd() throws InterruptedException {
		if (!this.process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
			throw new IllegalStateException(this.name + " does not end");
		}
	}

	/**
	 * Kills the process, and waits until it is gone.
	 */
	void kill() throws InterruptedException {
		this.process.destroyForcibly();
		awaitEnd();
	}

	/**
	 * Kills the process, without waiting.
	 */
	void destroy() {
		this.process.destroyForcibly();
	}

}
