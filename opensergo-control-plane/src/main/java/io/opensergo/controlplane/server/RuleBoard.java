package io.opensergo.controlplane.server;

import java.time.Clock;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

import io.opensergo.controlplane.server.Subscriber.Occasion;
import io.opensergo.core.rule.Rule;
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

	private final RuleVersions versions;

	private final Object lock = new Object();

	private final Map<SubscriptionKey, Entry> entries = new HashMap<>();

	private RuleIndex index = RuleIndex.of(RuleSnapshot.EMPTY);

	/**
	 * Creates a board without rules.
	 * @param encoder encodes rules
	 * @param clock the source of versions
	 */
	public RuleBoard(RuleEncoder encoder, Clock clock) {
		this.encoder = encoder;
		this.versions = new RuleVersions(clock);
	}

	/**
	 * Puts new rules on the board and tells the subscribers of each changed key.
	 * @param snapshot all rules
	 */
	public void publish(RuleSnapshot snapshot) {
		RuleIndex index = RuleIndex.of(snapshot);
		synchronized (this.lock) {
			this.index = index;
			this.entries.forEach(this::refresh);
		}
	}

	private void refresh(SubscriptionKey key, Entry entry) {
		List<Rule> rules = this.index.rules(key);
		KeyState before = entry.state;
		if (before != null && before.rules().equals(rules)) {
			return;
		}
		KeyState state = encode(key, rules);
		if (state != null) {
			entry.state = state;
			entry.subscribers.forEach((subscriber) -> subscriber.offer(state, Occasion.CHANGED));
			logger.info("{} changed: {} rules, version {}, {} subscribers", key, rules.size(),
					state.data().getVersion(), entry.subscribers.size());
		}
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
			if (entry.state == null) {
				entry.state = encode(key, this.index.rules(key));
			}
			if (entry.state != null) {
				subscriber.offer(entry.state, Occasion.SUBSCRIBED);
			}
		}
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

	/**
	 * The state of a key. When its rules cannot be encoded, the last good state stays in
	 * force, and without one clients hear nothing: silence means that nothing is known.
	 */
	private @Nullable KeyState encode(SubscriptionKey key, List<Rule> rules) {
		try {
			DataWithVersion.Builder data = DataWithVersion.newBuilder();
			rules.forEach((rule) -> data.addData(this.encoder.encode(rule)));
			return new KeyState(key, rules, data.setVersion(this.versions.next()).build());
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
