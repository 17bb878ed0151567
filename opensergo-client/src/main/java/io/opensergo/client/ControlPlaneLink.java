package io.opensergo.client;

import java.net.SocketTimeoutException;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;
import java.util.concurrent.ScheduledFuture;

import io.grpc.ManagedChannel;
import io.grpc.Status;
import io.opensergo.client.ControlPlaneClientOptions.Endpoint;
import io.opensergo.client.PendingPushes.Push;
import io.opensergo.client.codec.DecodeProfile;
import io.opensergo.client.codec.RuleCodec;
import io.opensergo.core.rule.RuleKind;
import io.opensergo.core.source.RuleSourceListener;
import io.opensergo.core.source.RuleSourceStatus;
import io.opensergo.core.source.RuleSubscription;
import io.opensergo.protocol.transport.v1.SubscribeResponse;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.event.Level;

/**
 * The state machine: idle, connecting, streaming, backing off, closed. It runs on the
 * thread of the client; only {@link #status()}, {@link #isTelling(Thread)} and
 * {@link #abort()} may be called from elsewhere.
 */
final class ControlPlaneLink implements Connection.Observer {

	/**
	 * How long a connection may take to come about. gRPC itself waits forever for a
	 * server that accepts and says nothing.
	 */
	static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(10);

	/**
	 * How long a stream may be silent before that is told, or, when the control plane has
	 * answered earlier, taken for a fault: it accepts connections and hangs. A control
	 * plane that pings are not answered by is found by the keepalive.
	 */
	static final Duration ANSWER_TIMEOUT = Duration.ofSeconds(30);

	/**
	 * The most different refusals that are remembered.
	 */
	private static final int MAX_TOLD = 100;

	private static final String NOT_SERVED = "the control plane does not serve this kind";

	private static final Logger logger = LoggerFactory.getLogger(ControlPlaneRuleSource.class);

	private final ControlPlaneClientOptions options;

	private final ClientRuntime runtime;

	private final RetryDelays delays;

	private final StateLog log;

	private final RuleApplier applier;

	private final PendingPushes pending;

	private final SubscriptionStates states;

	private final LinkCounters counters;

	private final @Nullable RuleCache cache;

	private final Set<SubscriptionKey> subscriptions = new LinkedHashSet<>();

	private final Set<String> told = new LinkedHashSet<>();

	/**
	 * What was said since the last connection: the same again is no change.
	 */
	private final Set<String> losses = new LinkedHashSet<>();

	private Duration keepAlive;

	private int endpointIndex;

	private State state = State.IDLE;

	private Instant since;

	private String reason = "";

	/**
	 * Streams in a row that were given up for their silence.
	 */
	private int silentStreams;

	/**
	 * Ends the wait for a connection, an answer or the next attempt, whichever is on.
	 */
	private @Nullable ScheduledFuture<?> timer;

	private volatile @Nullable Connection connection;

	private volatile boolean aborted;

	private volatile RuleSourceStatus status;

	ControlPlaneLink(ControlPlaneClientOptions options, ClientRuntime runtime, RuleSourceListener listener,
			SubscriptionStates states, LinkCounters counters, @Nullable RuleCache cache) {
		this.options = options;
		this.runtime = runtime;
		this.keepAlive = options.keepAlive().time();
		this.delays = new RetryDelays(options.backoff(), runtime.random());
		this.log = new StateLog(logger, runtime.nanoTime());
		String source = "control plane "
				+ String.join(", ", options.endpoints().stream().map(Endpoint::toString).toList());
		this.states = states;
		this.counters = counters;
		this.cache = cache;
		this.applier = new RuleApplier(new RuleCodec(DecodeProfile.LENIENT), source, runtime, listener, states,
				counters, cache);
		this.pending = new PendingPushes(options.debounce(), runtime, this::apply);
		this.since = runtime.clock().instant();
		this.status = new RuleSourceStatus(RuleSourceStatus.State.STARTING, "connecting to " + source, null);
	}

	/**
	 * Takes the subscriptions of the start, and the rules that the last run has kept of
	 * them.
	 */
	void restore(List<SubscriptionKey> keys) {
		if (!this.aborted) {
			this.subscriptions.addAll(keys);
			this.applier.restore(keys);
			refreshStatus();
		}
	}

	void subscribe(SubscriptionKey key) {
		if (this.aborted || !this.subscriptions.add(key)) {
			return;
		}
		this.applier.restore(List.of(key));
		Connection current = this.connection;
		if (current != null) {
			current.subscribe(key);
			if (current.kindsNotServed().contains(key.kind())) {
				this.states.notServed(key, NOT_SERVED);
			}
		}
		refreshStatus();
	}

	/**
	 * Leaves the connection for a new one at once, which takes the certificates and the
	 * token of now.
	 */
	void renew() {
		if (this.aborted || this.state == State.IDLE) {
			return;
		}
		this.log.log(Level.INFO, "The certificates have changed, the control plane is connected to anew");
		cancelTimer();
		Connection current = this.connection;
		this.connection = null;
		if (current != null) {
			current.close();
			this.counters.connected(false);
		}
		connect();
	}

	private void apply(List<Push> burst) {
		if (!this.aborted) {
			this.applier.applyPushes(burst);
			refreshStatus();
		}
	}

	void connect() {
		if (this.aborted) {
			return;
		}
		Endpoint endpoint = this.options.endpoints().get(this.endpointIndex);
		enter(State.CONNECTING, "");
		String identifier = this.options.app() + "-"
				+ new UUID(this.runtime.random().nextLong(), this.runtime.random().nextLong());
		Connection opened;
		TokenSource source = this.options.security().token();
		BearerToken token = (source != null) ? new BearerToken(source) : null;
		try {
			ManagedChannel channel = this.runtime.channels().create(endpoint, this.keepAlive, this.runtime::execute);
			opened = new Connection(endpoint, channel, new Requests(identifier, this.options.labels()), token, this);
		}
		catch (RuntimeException ex) {
			logger.debug("No channel to control plane {} can be made", endpoint, ex);
			retry(endpoint, Status.UNKNOWN.withDescription("no channel can be made").withCause(ex));
			return;
		}
		this.connection = opened;
		if (this.aborted) {
			// An abort that came between the first look and the assignment has missed it.
			opened.close();
			return;
		}
		this.timer = this.runtime.schedule(CONNECT_TIMEOUT, () -> giveUp(opened));
		opened.open();
	}

	private void giveUp(Connection silent) {
		if (silent == this.connection && this.state == State.CONNECTING) {
			silent.close();
			onLost(silent,
					Status.UNAVAILABLE.withDescription("no answer within " + CONNECT_TIMEOUT.toSeconds() + " seconds")
						.withCause(new SocketTimeoutException()));
		}
	}

	@Override
	public void onReady(Connection ready) {
		if (ready != this.connection) {
			return;
		}
		cancelTimer();
		enter(State.STREAMING, "");
		this.losses.clear();
		this.log.log(Level.INFO, "Connected to control plane " + ready.endpoint() + " with " + this.subscriptions.size()
				+ " subscriptions");
		this.counters.connected(true);
		this.subscriptions.forEach(ready::subscribe);
		this.timer = this.runtime.schedule(ANSWER_TIMEOUT, () -> onSilence(ready));
	}

	/**
	 * Silence may mean that there are no rules, so that it is a fault only when there
	 * were some before; and even then they may be gone meanwhile, so that not more
	 * streams are given up than there are endpoints.
	 */
	private void onSilence(Connection silent) {
		if (silent != this.connection || this.subscriptions.isEmpty()) {
			return;
		}
		boolean hasSpoken = this.states.count(RuleSubscription.State.IN_FORCE) > 0;
		if (hasSpoken && this.silentStreams < this.options.endpoints().size()) {
			this.silentStreams++;
			silent.close();
			onLost(silent, Status.UNAVAILABLE.withDescription("no word for " + ANSWER_TIMEOUT.toSeconds()
					+ " seconds to " + this.subscriptions.size() + " subscriptions that had rules before"));
			return;
		}
		this.log.log(Level.INFO, "Control plane " + silent.endpoint() + " has answered none of "
				+ this.subscriptions.size() + " subscriptions yet; some say nothing when there are no rules");
	}

	@Override
	public void onLost(Connection lost, Status cause) {
		if (lost != this.connection || this.aborted) {
			return;
		}
		cancelTimer();
		this.connection = null;
		this.counters.connected(false);
		slowDownKeepAlive(cause);
		retry(lost.endpoint(), cause);
	}

	private void retry(Endpoint lost, Status cause) {
		this.endpointIndex = (this.endpointIndex + 1) % this.options.endpoints().size();
		Duration delay = this.delays.next(LossReason.isAbsence(cause));
		boolean wasStreaming = this.state == State.STREAMING;
		String what = LossReason.describe(cause);
		enter(State.BACKING_OFF, lost + ": " + what);
		String line = (wasStreaming ? "Lost control plane " : "Cannot reach control plane ") + lost + ": " + what;
		if (this.losses.size() < MAX_TOLD && this.losses.add(line)) {
			this.log.log(Level.WARN, line + "; the last good rules stay in force, next attempt at "
					+ this.options.endpoints().get(this.endpointIndex) + " in " + delay.toMillis() + " ms");
		}
		else {
			logger.debug("{}; next attempt in {} ms", line, delay.toMillis());
		}
		this.timer = this.runtime.schedule(delay, this::connect);
	}

	/**
	 * Many servers accept a keepalive ping per five minutes only, and say so by ending
	 * the connection.
	 */
	private void slowDownKeepAlive(Status cause) {
		if (asksForFewerPings(cause)) {
			this.keepAlive = this.keepAlive.multipliedBy(2);
			logger.info("The control plane wants fewer keepalive pings, one per {} s from now on",
					this.keepAlive.toSeconds());
		}
	}

	static boolean asksForFewerPings(Status cause) {
		String description = cause.getDescription();
		return description != null && description.contains("too_many_pings");
	}

	@Override
	public void onPush(Connection sender, SubscribeResponse push) {
		if (sender != this.connection) {
			return;
		}
		cancelTimer();
		this.silentStreams = 0;
		int code = push.getStatus().getCode();
		if (!WireStatus.isGood(code)) {
			onRefusal(sender, push, code);
		}
		else if (push.hasDataWithVersion()) {
			onRules(sender, push);
		}
		refreshStatus();
	}

	private void onRules(Connection sender, SubscribeResponse push) {
		this.counters.push();
		SubscriptionKey key = keyOf(sender, push);
		if (key == null) {
			this.counters.rejection();
			sender.nack(push, WireStatus.FORMAT_ERROR, "nobody has subscribed to " + describe(push));
			return;
		}
		if (!sender.advance(key, push.getDataWithVersion().getVersion())) {
			String reason = "version " + push.getDataWithVersion().getVersion() + " is older than one that came before";
			this.counters.rejection();
			this.states.refused(key, reason, List.of(), this.runtime.clock().instant());
			sender.nack(key, WireStatus.OUTDATED_VERSION, reason, push.getResponseId());
			return;
		}
		this.delays.reset();
		this.pending.add(new Push(sender, key, push));
	}

	private @Nullable SubscriptionKey keyOf(Connection sender, SubscribeResponse push) {
		RuleKind kind = RuleKind.ofWireName(push.getKind()).orElse(null);
		if (kind == null) {
			return sender.keyOfRequest(push.getResponseId());
		}
		String namespace = push.getNamespace().isEmpty() ? this.options.namespace() : push.getNamespace();
		SubscriptionKey key = new SubscriptionKey(namespace, push.getApp(), kind);
		return this.subscriptions.contains(key) ? key : null;
	}

	/**
	 * A kind that is not served is no failure of the link: it is said once, and asked for
	 * again with the next connection only.
	 */
	private void onRefusal(Connection sender, SubscribeResponse push, int code) {
		SubscriptionKey key = keyOf(sender, push);
		String what = (key != null) ? key.toString() : describe(push);
		if (code == WireStatus.KIND_NOT_SERVED && key != null) {
			sender.kindIsNotServed(key.kind());
			this.subscriptions.stream()
				.filter((other) -> other.kind() == key.kind())
				.forEach((other) -> this.states.notServed(other, NOT_SERVED));
			tellOnce("Control plane " + sender.endpoint() + " does not serve the kind " + key.kind().kind()
					+ "; it works without");
			return;
		}
		String problem = "Control plane " + sender.endpoint() + " refuses " + what + " with status " + code + ": "
				+ push.getStatus().getMessage();
		if (key != null) {
			this.states.notServed(key, "status " + code + ": " + push.getStatus().getMessage());
		}
		tellOnce((code == WireStatus.REQUEST_REFUSED) ? problem + "; check namespace and app of this client" : problem);
	}

	private void tellOnce(String message) {
		if (this.told.size() < MAX_TOLD && this.told.add(message)) {
			logger.warn(message);
		}
	}

	private static String describe(SubscribeResponse push) {
		return "the kind '" + push.getKind() + "' of '" + push.getNamespace() + "/" + push.getApp() + "'";
	}

	private void cancelTimer() {
		if (this.timer != null) {
			this.timer.cancel(false);
			this.timer = null;
		}
	}

	/**
	 * The times that people see begin with a state; while no connection comes about, the
	 * beginning is when the last one ended.
	 */
	private void enter(State next, String reason) {
		boolean stillDisconnected = this.state != State.STREAMING && next != State.STREAMING;
		if (!stillDisconnected || this.state == State.IDLE) {
			this.since = this.runtime.clock().instant();
		}
		if (next != State.CONNECTING) {
			this.reason = reason;
		}
		this.state = next;
		refreshStatus();
	}

	private void refreshStatus() {
		if (!this.aborted) {
			this.status = currentStatus();
		}
	}

	private RuleSourceStatus currentStatus() {
		Connection current = this.connection;
		Instant start = this.since.truncatedTo(ChronoUnit.SECONDS);
		if (this.state == State.STREAMING && current != null) {
			return new RuleSourceStatus(RuleSourceStatus.State.UP,
					"connected to " + current.endpoint() + " since " + start + ", " + answered() + " of "
							+ this.subscriptions.size() + " subscriptions answered" + notServed(current) + fromDisk(),
					this.applier.lastUpdate());
		}
		if (this.reason.isEmpty()) {
			return new RuleSourceStatus(RuleSourceStatus.State.STARTING,
					"connecting to " + this.options.endpoints().get(this.endpointIndex) + fromDisk(),
					this.applier.lastUpdate());
		}
		return new RuleSourceStatus(RuleSourceStatus.State.DISCONNECTED,
				"disconnected since " + start + ", " + this.reason + "; the last good rules stay in force" + fromDisk(),
				this.applier.lastUpdate());
	}

	/**
	 * How many subscriptions have rules of the control plane, or a refusal of theirs.
	 */
	private int answered() {
		return this.states.count(RuleSubscription.State.IN_FORCE) + this.states.count(RuleSubscription.State.REFUSED);
	}

	private String fromDisk() {
		int restored = (this.cache != null) ? this.states.count(RuleSubscription.State.FROM_DISK) : 0;
		return (restored > 0) ? "; rules of " + restored + " subscriptions are from disk, of the last run" : "";
	}

	private static String notServed(Connection current) {
		Set<String> kinds = new TreeSet<>();
		current.kindsNotServed().forEach((kind) -> kinds.add(kind.kind()));
		return kinds.isEmpty() ? "" : "; not served there: " + String.join(", ", kinds);
	}

	RuleSourceStatus status() {
		RuleSourceStatus current = this.status;
		String problem = (this.cache != null) ? this.cache.problem() : null;
		return (problem != null) ? new RuleSourceStatus(current.state(),
				current.detail() + "; rules cannot be kept on disk: " + problem, current.lastUpdate()) : current;
	}

	/**
	 * Whether a thread is inside the listener right now.
	 */
	boolean isTelling(Thread thread) {
		return this.applier.isTelling(thread);
	}

	/**
	 * Ends everything, from any thread: it does not wait for a listener that is busy.
	 * @return the channel that was open, {@code null} for none
	 */
	@Nullable ManagedChannel abort() {
		this.aborted = true;
		this.status = new RuleSourceStatus(RuleSourceStatus.State.CLOSED, "closed", this.status.lastUpdate());
		Connection current = this.connection;
		if (current == null) {
			return null;
		}
		current.close();
		return current.channel();
	}

	/**
	 * The states.
	 */
	private enum State {

		/**
		 * Not started.
		 */
		IDLE,

		/**
		 * A channel is being connected.
		 */
		CONNECTING,

		/**
		 * The stream is up.
		 */
		STREAMING,

		/**
		 * Waiting for the next attempt.
		 */
		BACKING_OFF

	}

}
