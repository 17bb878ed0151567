package io.opensergo.samples.fullchain.launcher;

import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;

/**
 * All processes of the demo. When this is closed none of them lives.
 */
final class ChildProcesses implements AutoCloseable {

	private static final Duration GRACE = Duration.ofSeconds(5);

	private final Map<String, ChildProcess> processes = new LinkedHashMap<>();

	private boolean closed;

	/**
	 * Starts a process, in place of the one with its name.
	 * @throws DemoException when the demo is being stopped
	 */
	synchronized ChildProcess start(Supplier<ChildProcess> start) {
		if (this.closed) {
			throw new DemoException("the demo is being stopped");
		}
		ChildProcess process = start.get();
		this.processes.put(process.name(), process);
		return process;
	}

	synchronized ChildProcess get(String name) {
		ChildProcess process = this.processes.get(name);
		if (process == null) {
			throw new IllegalArgumentException("no process " + name);
		}
		return process;
	}

	/**
	 * The memory of all processes in KiB, 0 when the platform does not tell. A process
	 * that was killed counts as it was before.
	 */
	synchronized long residentKib() {
		return this.processes.values().stream().mapToLong(ChildProcess::residentKib).sum();
	}

	/**
	 * Ends all processes, at once; those that do not hear within seconds are killed.
	 * Blocks until all are gone.
	 */
	@Override
	public synchronized void close() {
		this.closed = true;
		List<ChildProcess> all = new ArrayList<>(this.processes.values());
		all.forEach(ChildProcess::terminate);
		long end = System.nanoTime() + GRACE.toNanos();
		for (ChildProcess process : all) {
			if (!process.awaitEnd(Duration.ofNanos(Math.max(0, end - System.nanoTime())))) {
				process.kill();
			}
		}
	}

}
