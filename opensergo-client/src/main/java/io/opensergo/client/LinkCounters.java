package io.opensergo.client;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Counts what happens on a link. Written by the thread of the client, read by all.
 */
final class LinkCounters {

	private final AtomicLong connections = new AtomicLong();

	private final AtomicLong pushes = new AtomicLong();

	private final AtomicLong rejections = new AtomicLong();

	private final AtomicLong applications = new AtomicLong();

	private final AtomicLong applyNanos = new AtomicLong();

	private volatile boolean connected;

	void connected(boolean connected) {
		if (connected) {
			this.connections.incrementAndGet();
		}
		this.connected = connected;
	}

	void push() {
		this.pushes.incrementAndGet();
	}

	void rejection() {
		this.rejections.incrementAndGet();
	}

	void applied(long nanos) {
		this.applications.incrementAndGet();
		this.applyNanos.addAndGet(nanos);
	}

	ControlPlaneStatistics statistics() {
		return new ControlPlaneStatistics(this.connected, Math.max(0, this.connections.get() - 1), this.pushes.get(),
				this.rejections.get(), this.applications.get(), Duration.ofNanos(this.applyNanos.get()));
	}

}
