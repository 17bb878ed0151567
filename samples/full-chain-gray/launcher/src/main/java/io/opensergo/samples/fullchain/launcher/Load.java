package io.opensergo.samples.fullchain.launcher;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;

/**
 * Requests that go on in the background, with and without a lane in turn.
 */
final class Load implements AutoCloseable {

	private static final int WORKERS = 4;

	private static final long PAUSE_NANOS = 2_000_000;

	private final Gateway gateway;

	private final AtomicInteger total = new AtomicInteger();

	private final Queue<String> failures = new ConcurrentLinkedQueue<>();

	private final List<Thread> workers = new ArrayList<>();

	private volatile boolean stopped;

	private Load(Gateway gateway) {
		this.gateway = gateway;
	}

	/**
	 * Starts to send.
	 */
	static Load start(Gateway gateway) {
		Load load = new Load(gateway);
		for (int i = 0; i < WORKERS; i++) {
			Thread worker = new Thread(load::send, "load-" + i);
			worker.setDaemon(true);
			worker.start();
			load.workers.add(worker);
		}
		return load;
	}

	/**
	 * Waits until so many more requests are answered.
	 */
	void awaitMore(int count) {
		int goal = this.total.get() + count;
		Waiting.PATIENT.until(count + " more requests are answered", () -> this.total.get() >= goal);
	}

	int total() {
		return this.total.get();
	}

	/**
	 * The requests that failed.
	 */
	List<String> failures() {
		return List.copyOf(this.failures);
	}

	/**
	 * Stops, and waits for the answers that are on their way.
	 */
	@Override
	public void close() {
		this.stopped = true;
		for (Thread worker : this.workers) {
			try {
				worker.join();
			}
			catch (InterruptedException ex) {
				Thread.currentThread().interrupt();
				return;
			}
		}
	}

	private void send() {
		Map<String, String> headers = Gateway.GRAY_USER;
		while (!this.stopped) {
			Answer answer = this.gateway.order(headers);
			if (answer.isFailed()) {
				this.failures.add(answer.failure());
			}
			this.total.incrementAndGet();
			headers = headers.isEmpty() ? Gateway.GRAY_USER : Gateway.NOBODY;
			LockSupport.parkNanos(PAUSE_NANOS);
		}
	}

}
