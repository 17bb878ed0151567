package io.opensergo.samples.fullchain.launcher;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * A process that the demo started, and its log file.
 */
final class ChildProcess {

	private static final Duration KILL_PATIENCE = Duration.ofSeconds(5);

	private final String name;

	private final Path log;

	private final Process process;

	private final long startNanos = System.nanoTime();

	private long residentKibBeforeKill;

	private ChildProcess(String name, Path log, Process process) {
		this.name = name;
		this.log = log;
		this.process = process;
	}

	/**
	 * Starts a command. What it prints is appended to the log file.
	 * @throws DemoException when the command cannot be started
	 */
	static ChildProcess start(String name, List<String> command, Path log) {
		try {
			Process process = new ProcessBuilder(command).redirectErrorStream(true)
				.redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()))
				.start();
			process.getOutputStream().close();
			return new ChildProcess(name, log, process);
		}
		catch (IOException ex) {
			throw new DemoException("cannot start " + name + " (" + command.get(0) + "): " + ex.getMessage());
		}
	}

	String name() {
		return this.name;
	}

	long pid() {
		return this.process.pid();
	}

	boolean isAlive() {
		return this.process.isAlive();
	}

	Duration age() {
		return Duration.ofNanos(System.nanoTime() - this.startNanos);
	}

	/**
	 * Asks the process and all that it started to end.
	 */
	void terminate() {
		this.process.descendants().forEach(ProcessHandle::destroy);
		this.process.destroy();
	}

	/**
	 * Kills the process and all that it started, without warning, and waits for its end.
	 */
	void kill() {
		this.residentKibBeforeKill = residentKib();
		this.process.descendants().forEach(ProcessHandle::destroyForcibly);
		this.process.destroyForcibly();
		awaitEnd(KILL_PATIENCE);
	}

	/**
	 * Waits for the end of a process that was asked to end.
	 * @param patience how long
	 * @return whether it ended
	 */
	boolean awaitEnd(Duration patience) {
		try {
			return this.process.waitFor(patience.toMillis(), TimeUnit.MILLISECONDS);
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
			return false;
		}
	}

	/**
	 * The resident memory; that before the kill when this process was killed.
	 * @return KiB, 0 when the platform does not tell
	 */
	long residentKib() {
		return isAlive() ? readResidentKib() : this.residentKibBeforeKill;
	}

	/**
	 * All lines of the log so far.
	 */
	List<String> logLines() {
		try {
			return new String(Files.readAllBytes(this.log), StandardCharsets.UTF_8).lines().toList();
		}
		catch (IOException ex) {
			throw new UncheckedIOException("cannot read the log of " + this.name, ex);
		}
	}

	/**
	 * The end of the log and where the rest is, for a message.
	 */
	String logTail(int count) {
		List<String> lines = logLines();
		List<String> tail = lines.subList(Math.max(0, lines.size() - count), lines.size());
		return "the last lines of " + this.log + ":" + System.lineSeparator() + "    "
				+ String.join(System.lineSeparator() + "    ", tail);
	}

	private long readResidentKib() {
		Path status = Path.of("/proc", Long.toString(pid()), "status");
		if (!Files.isReadable(status)) {
			return 0;
		}
		try {
			return Files.readAllLines(status)
				.stream()
				.filter((line) -> line.startsWith("VmRSS:"))
				.mapToLong((line) -> Long.parseLong(line.replaceAll("[^0-9]", "")))
				.sum();
		}
		catch (IOException ex) {
			return 0;
		}
	}

}
