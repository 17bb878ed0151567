package io.opensergo.client;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ScheduledFuture;
import java.util.function.Consumer;

import io.opensergo.client.ControlPlaneClientOptions.Debounce;
import io.opensergo.protocol.transport.v1.SubscribeResponse;
import org.jspecify.annotations.Nullable;

/**
 * Pushes that wait for the end of their burst. Of several pushes of a key only the last
 * counts, because each carries everything. Confined to the thread of the client.
 */
final class PendingPushes {

	private final Debounce debounce;

	private final ClientRuntime runtime;

	private final Consumer<List<Push>> target;

	private final Map<SubscriptionKey, Push> pushes = new LinkedHashMap<>();

	private long deadline;

	private @Nullable ScheduledFuture<?> timer;

	PendingPushes(Debounce debounce, ClientRuntime runtime, Consumer<List<Push>> target) {
		this.debounce = debounce;
		this.runtime = runtime;
		this.target = target;
	}

	void add(Push push) {
		long now = this.runtime.nanoTime().getAsLong();
		if (this.pushes.isEmpty()) {
			this.deadline = now + this.debounce.max().toNanos();
		}
		this.pushes.put(push.key(), push);
		if (this.timer != null) {
			this.timer.cancel(false);
		}
		Duration wait = Duration.ofNanos(Math.max(0, this.deadline - now));
		if (wait.compareTo(this.debounce.quiet()) > 0) {
			wait = this.debounce.quiet();
		}
		this.timer = this.runtime.schedule(wait, this::release);
	}

	private void release() {
		List<Push> burst = List.copyOf(this.pushes.values());
		this.pushes.clear();
		this.timer = null;
		this.target.accept(burst);
	}

	/**
	 * A push of a subscribed key.
	 *
	 * @param connection where it came from
	 * @param key whose rules it carries
	 * @param response the message
	 */
	record Push(Connection connection, SubscriptionKey key, SubscribeResponse response) {
	}

}
