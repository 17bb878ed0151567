package io.opensergo.client;

import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

import io.grpc.ManagedChannel;
import io.opensergo.core.rule.RuleKind;
import io.opensergo.core.source.RuleSource;
import io.opensergo.core.source.RuleSourceListener;
import io.opensergo.core.source.RuleSourceStatus;
import io.opensergo.core.source.RuleSubscription;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Rules of an OpenSergo control plane, over its universal transport service. It hears of
 * what has been subscribed to, nothing more.
 * <p>
 * The connection is made in the background and made again for ever. While it is missing,
 * and whenever a push cannot be read or applied, the last good rules stay in force; only
 * an explicit empty answer clears them. All calls return at once, from any thread; the
 * listener is called on one thread of the source.
 */
public final class ControlPlaneRuleSource implements RuleSource {

	/**
	 * The name of this source in reports.
	 */
	public static final String NAME = "control-plane";

	/**
	 * How long {@link #close()} waits for a listener that is busy.
	 */
	private static final long CLOSE_TIMEOUT_SECONDS = 5;

	/**
	 * How long {@link #start} waits for a listener that takes the rules of the last run.
	 */
	private static final long RESTORE_TIMEOUT_SECONDS = 10;

	private static final Logger logger = LoggerFactory.getLogger(ControlPlaneRuleSource.class);

	private final ControlPlaneClientOptions options;

	private final ClientRuntime runtime;

	private final @Nullable RuleCache cache;

	private final SubscriptionStates states = new SubscriptionStates();

	private final LinkCounters counters = new LinkCounters();

	private final Object lifecycle = new Object();

	/**
	 * What has been asked for, in order.
	 */
	private final Map<String, Set<RuleKind>> subscriptions = new LinkedHashMap<>();

	private @Nullable ControlPlaneLink link;

	private boolean closed;

	/**
	 * Creates a source; nothing starts yet.
	 * @param options how the control plane is reached
	 * @throws RuleCacheException when the cache directory cannot be used
	 */
	public ControlPlaneRuleSource(ControlPlaneClientOptions options) {
		this(options, ClientRuntime.system(options));
	}

	ControlPlaneRuleSource(ControlPlaneClientOptions options, ClientRuntime runtime) {
		this.options = options;
		this.runtime = runtime;
		this.cache = (options.cacheDirectory() != null) ? RuleCache.open(options.cacheDirectory(), options, runtime)
				: null;
	}

	@Override
	public String name() {
		return NAME;
	}

	/**
	 * Starts to connect, in the background. With a cache directory, the rules of the last
	 * run are in force when this returns.
	 * @param listener receives the merged rules of all subscriptions after each change;
	 * an exception of it is a NACK for the control plane
	 * @throws IllegalStateException when started before, or closed
	 */
	@Override
	public void start(RuleSourceListener listener) {
		Objects.requireNonNull(listener, "listener");
		CountDownLatch restored = new CountDownLatch(1);
		synchronized (this.lifecycle) {
			if (this.closed || this.link != null) {
				throw new IllegalStateException("The source '" + NAME + "' starts once only");
			}
			ControlPlaneLink started = new ControlPlaneLink(this.options, this.runtime, listener, this.states,
					this.counters, this.cache);
			this.link = started;
			List<SubscriptionKey> keys = new ArrayList<>();
			this.subscriptions.forEach((app, kinds) -> kinds.forEach((kind) -> keys.add(key(app, kind))));
			this.runtime.execute(() -> {
				try {
					started.restore(keys);
				}
				finally {
					restored.countDown();
				}
			});
			this.runtime.execute(started::connect);
		}
		if (this.cache != null) {
			awaitRestored(restored);
		}
	}

	/**
	 * Outside the lock, because the listener may need it.
	 */
	private static void awaitRestored(CountDownLatch restored) {
		try {
			if (!restored.await(RESTORE_TIMEOUT_SECONDS, TimeUnit.SECONDS)) {
				logger.warn("The rules of the last run are not in force after {} seconds; the start goes on",
						RESTORE_TIMEOUT_SECONDS);
			}
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
		}
	}

	/**
	 * Asks for the rules of an application. Asking again changes nothing.
	 * @param app the application, not empty
	 * @param kind the kind
	 */
	@Override
	public void subscribe(String app, RuleKind kind) {
		if (app.isEmpty()) {
			throw new IllegalArgumentException("The app of a subscription must not be empty");
		}
		synchronized (this.lifecycle) {
			if (this.closed) {
				return;
			}
			ControlPlaneLink started = this.link;
			boolean isNew = this.subscriptions.computeIfAbsent(app, (key) -> EnumSet.noneOf(RuleKind.class)).add(kind);
			if (!isNew) {
				return;
			}
			SubscriptionKey key = key(app, kind);
			this.states.asked(key);
			if (started != null) {
				this.runtime.execute(() -> started.subscribe(key));
			}
		}
	}

	private SubscriptionKey key(String app, RuleKind kind) {
		return new SubscriptionKey(this.options.namespace(), app, kind);
	}

	/**
	 * Makes a new connection at once, with the certificates and the token of now. The
	 * rules stay in force meanwhile. Has no effect before the start.
	 */
	public void renew() {
		synchronized (this.lifecycle) {
			ControlPlaneLink started = this.link;
			if (started != null && !this.closed) {
				this.runtime.execute(started::renew);
			}
		}
	}

	/**
	 * Waits until the control plane has answered all subscriptions of now, with rules, an
	 * explicit lack of rules, or a refusal. Not for the thread of the listener.
	 * @param timeout the longest wait
	 * @return the subscriptions without an answer, empty when all have one; those whose
	 * rules are from disk are among them
	 * @throws InterruptedException when the thread is interrupted
	 */
	public List<RuleSubscription> awaitAnswers(Duration timeout) throws InterruptedException {
		return this.states.awaitAnswers(timeout);
	}

	@Override
	public List<RuleSubscription> subscriptions() {
		return this.states.list();
	}

	/**
	 * Figures since the start.
	 * @return the figures of now
	 */
	public ControlPlaneStatistics statistics() {
		return this.counters.statistics();
	}

	@Override
	public RuleSourceStatus status() {
		synchronized (this.lifecycle) {
			if (this.link != null) {
				return this.link.status();
			}
			return this.closed ? new RuleSourceStatus(RuleSourceStatus.State.CLOSED, "closed", null)
					: new RuleSourceStatus(RuleSourceStatus.State.STARTING, "not started", null);
		}
	}

	/**
	 * Ends the connection and its thread. A listener that is busy is interrupted and
	 * waited for, 5 seconds at most; rules that wait to be kept on disk are written.
	 */
	@Override
	public void close() {
		ControlPlaneLink ended;
		synchronized (this.lifecycle) {
			if (this.closed) {
				return;
			}
			this.closed = true;
			ended = this.link;
		}
		ManagedChannel channel = (ended != null) ? ended.abort() : null;
		this.runtime.thread().shutdownNow();
		if (ended == null || !ended.isTelling(Thread.currentThread())) {
			awaitEnd(channel);
		}
		// else closed by its own listener: waiting for oneself takes forever.
		if (this.cache != null) {
			this.cache.close();
		}
	}

	private void awaitEnd(@Nullable ManagedChannel channel) {
		try {
			boolean ends = (channel == null || channel.awaitTermination(CLOSE_TIMEOUT_SECONDS, TimeUnit.SECONDS))
					&& this.runtime.thread().awaitTermination(CLOSE_TIMEOUT_SECONDS, TimeUnit.SECONDS);
			if (!ends) {
				logger.warn("The control plane client has not ended within {} seconds; a listener of its rules is busy",
						CLOSE_TIMEOUT_SECONDS);
			}
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
		}
	}

}
