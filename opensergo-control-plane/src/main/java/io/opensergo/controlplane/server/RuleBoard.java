package io.opensergo.controlplane.server;

import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;

import io.opensergo.controlplane.server.Subscriber.Occasion;
import io.opensergo.core.source.RuleSnapshot;
import io.opensergo.protocol.transport.v1.DataWithVersion;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Holds the rules and who wants to hear of which. A change of rules reaches a subscriber
 * once per key whose content really changed. Safe for all threads; offers are made under
 * one lock, so that no subscriber sees an older state after a newer one.
 */
public final class RuleBoard {

	private static final Logger logger = LoggerFactory.getLogger(RuleBoard.class);

	private final RuleEncoder encoder;

	private final Supplier<Instant> lastChange;

	private final Timing timing;

	private final Object lock = new Object();

	private final Map<SubscriptionKey, Entry> entries = new HashMap<>();

	private RuleIndex index = RuleIndex.empty();

	/**
	 * Creates a board without rules.
	 * @param encoder encodes rules
	 * @param lastChange tells when the place that the rules come from changed last, the
	 * source of versions: the same for all processes that serve the same place
	 * @param timing the clocks
	 */
	public RuleBoard(RuleEncoder encoder, Supplier<Instant> lastChange, Timing timing) {
		this.encoder = encoder;
		this.lastChange = lastChange;
		this.timing = timing;
	}

	/**
	 * Puts new rules on the board and tells the subscribers of each changed key.
	 * @param snapshot all rules
	 */
	public void publish(RuleSnapshot snapshot) {
		long now = this.timing.tick();
		synchronized (this.lock) {
			this.index = this.index.next(snapshot);
			int keys = 0;
			int pushes = 0;
			for (Map.Entry<SubscriptionKey, Entry> entry : this.entries.entrySet()) {
				if (refresh(entry.getKey(), entry.getValue(), now)) {
					keys++;
					pushes += entry.getValue().subscribers.size();
				}
			}
			if (keys > 0) {
				logger.info("Rules changed for {} keys, {} pushes", keys, pushes);
			}
		}
	}

	/**
	 * Looks whether the rules of a key changed, and tells its subscribers.
	 */
	private boolean refresh(SubscriptionKey key, Entry entry, long now) {
		RuleGroup group = this.index.group(key);
		KeyState before = entry.state;
		if (before != null && (before.group() == group || before.rules().equals(group.rules()))) {
			return false;
		}
		KeyState state = encode(key, group, (before != null) ? before.version() : 0, now);
		if (state == null) {
			return false;
		}
		entry.state = state;
		entry.subscribers.forEach((subscriber) -> subscriber.offer(state, Occasion.CHANGED));
		logger.debug("{} changed: {} rules, version {}, {} subscribers", key, state.rules().size(), state.version(),
				entry.subscribers.size());
		return true;
	}

	/**
	 * Subscribes, and offers what there is at once: also that there are no rules.
	 * @param key the key
	 * @param subscriber the subscriber
	 */
	void subscribe(SubscriptionKey key, Subscriber subscriber) {
		synchronized (this.lock) {
			Entry entry = this.entries.computeIfAbsent(key, (absent) -> new Entry());
			entry.subscribers.add(subscriber);
			entry.state = current(key, entry.state);
			if (entry.state != null) {
				subscriber.offer(entry.state, Occasion.SUBSCRIBED);
			}
		}
	}

	/**
	 * The state as a process that started now would answer it: when the folder changed
	 * without changing these rules, they have a newer version.
	 */
	private @Nullable KeyState current(SubscriptionKey key, @Nullable KeyState state) {
		if (state == null) {
			return encode(key, this.index.group(key), 0, this.timing.tick());
		}
		DataWithVersion data = state.group().data(this.encoder, this.lastChange.get());
		return (data.getVersion() > state.version()) ? new KeyState(key, state.group(), data, state.changedAt())
				: state;
	}

	/**
	 * Ends a subscription. Nothing is offered for the key after this returns.
	 * @param key the key
	 * @param subscriber the subscriber
	 */
	void unsubscribe(SubscriptionKey key, Subscriber subscriber) {
		synchronized (this.lock) {
			Entry entry = this.entries.get(key);
			if (entry != null && entry.subscribers.remove(subscriber) && entry.subscribers.isEmpty()) {
				this.entries.remove(key);
			}
		}
	}

	Timing timing() {
		return this.timing;
	}

	/**
	 * The keys that somebody subscribed to.
	 * @return what is known of each
	 */
	List<KeyStatus> keys() {
		synchronized (this.lock) {
			List<KeyStatus> keys = new ArrayList<>();
			this.entries.forEach((key, entry) -> keys.add(KeyStatus.of(key, entry.state, entry.subscribers.size())));
			return keys;
		}
	}

	/**
	 * The state of a key. When its rules cannot be encoded, the last good state stays in
	 * force, and without one clients hear nothing: silence means that nothing is known.
	 */
	private @Nullable KeyState encode(SubscriptionKey key, RuleGroup group, long previousVersion, long now) {
		try {
			DataWithVersion data = group.data(this.encoder, this.lastChange.get());
			if (data.getVersion() <= previousVersion) {
				// Only where clocks fail: on a stream, versions always grow.
				data = data.toBuilder().setVersion(previousVersion + 1).build();
			}
			return new KeyState(key, group, data, now);
		}
		catch (RuntimeException ex) {
			logger.error("Cannot encode the rules {} ({}); subscribers keep the version they have", key, ex.toString());
			logger.debug("Cannot encode the rules {}", key, ex);
			return null;
		}
	}

	/**
	 * A key that somebody subscribed to.
	 */
	private static final class Entry {

		private final Set<Subscriber> subscribers = new LinkedHashSet<>();

		private @Nullable KeyState state;

	}

}
