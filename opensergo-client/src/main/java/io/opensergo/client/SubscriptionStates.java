package io.opensergo.client;

import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicIntegerArray;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.UnaryOperator;

import io.opensergo.core.rule.Rejection;
import io.opensergo.core.source.RuleSet;
import io.opensergo.core.source.RuleSubscription;
import io.opensergo.core.source.RuleSubscription.Answer;
import io.opensergo.core.source.RuleSubscription.State;

/**
 * What is known of each subscription, for people and for those who wait for answers. Safe
 * for all threads; a listing is not one moment of all subscriptions.
 */
final class SubscriptionStates {

	private static final Comparator<RuleSubscription> BY_NAME = Comparator.comparing(RuleSubscription::namespace)
		.thenComparing(RuleSubscription::app)
		.thenComparing(RuleSubscription::kind);

	private final Map<SubscriptionKey, RuleSubscription> states = new ConcurrentHashMap<>();

	/**
	 * By the ordinal of the state: with thousands of subscriptions, nobody should count
	 * them at each push.
	 */
	private final AtomicIntegerArray counts = new AtomicIntegerArray(State.values().length);

	private final ReentrantLock lock = new ReentrantLock();

	private final Condition answered = this.lock.newCondition();

	void asked(SubscriptionKey key) {
		this.states.computeIfAbsent(key, (absent) -> {
			this.counts.incrementAndGet(State.WAITING.ordinal());
			return new RuleSubscription(key.namespace(), key.app(), key.kind(), State.WAITING, 0, 0, null, null, null,
					List.of());
		});
	}

	void restored(SubscriptionKey key, RuleSet rules, Instant savedAt) {
		change(key, (state) -> new RuleSubscription(state.namespace(), state.app(), state.kind(), State.FROM_DISK, 0,
				rules.rules().size(), savedAt, state.lastAnswer(), state.lastError(), rules.rejections()));
	}

	void notRestored(SubscriptionKey key, String error, List<Rejection> rejections) {
		change(key, (state) -> new RuleSubscription(state.namespace(), state.app(), state.kind(), state.state(),
				state.version(), state.rules(), state.updated(), state.lastAnswer(), error, rejections));
	}

	void accepted(SubscriptionKey key, RuleSet rules, long version, Instant now) {
		change(key, (state) -> new RuleSubscription(state.namespace(), state.app(), state.kind(), State.IN_FORCE,
				version, rules.rules().size(), now, new Answer(true, now), null, rules.rejections()));
	}

	void refused(SubscriptionKey key, String error, List<Rejection> rejections, Instant now) {
		change(key, (state) -> new RuleSubscription(state.namespace(), state.app(), state.kind(), State.REFUSED,
				state.version(), state.rules(), state.updated(), new Answer(false, now), error, rejections));
	}

	void notServed(SubscriptionKey key, String error) {
		change(key, (state) -> new RuleSubscription(state.namespace(), state.app(), state.kind(), State.NOT_SERVED,
				state.version(), state.rules(), state.updated(), state.lastAnswer(), error, state.rejections()));
	}

	private void change(SubscriptionKey key, UnaryOperator<RuleSubscription> change) {
		asked(key);
		this.states.computeIfPresent(key, (same, state) -> {
			RuleSubscription changed = change.apply(state);
			this.counts.decrementAndGet(state.state().ordinal());
			this.counts.incrementAndGet(changed.state().ordinal());
			return changed;
		});
		this.lock.lock();
		try {
			this.answered.signalAll();
		}
		finally {
			this.lock.unlock();
		}
	}

	/**
	 * All of them, in order of their names.
	 */
	List<RuleSubscription> list() {
		return this.states.values().stream().sorted(BY_NAME).toList();
	}

	int count(State wanted) {
		return this.counts.get(wanted.ordinal());
	}

	private static boolean isAnswered(RuleSubscription state) {
		return state.state() != State.WAITING && state.state() != State.FROM_DISK;
	}

	/**
	 * Waits until all subscriptions of now have been answered.
	 * @return those that have not, empty when all have
	 */
	List<RuleSubscription> awaitAnswers(Duration timeout) throws InterruptedException {
		Set<SubscriptionKey> keys = Set.copyOf(this.states.keySet());
		long remaining = timeout.toNanos();
		this.lock.lock();
		try {
			while (remaining > 0 && keys.stream().anyMatch(this::isUnanswered)) {
				remaining = this.answered.awaitNanos(remaining);
			}
		}
		finally {
			this.lock.unlock();
		}
		return this.states.entrySet()
			.stream()
			.filter((entry) -> keys.contains(entry.getKey()) && !isAnswered(entry.getValue()))
			.map(Map.Entry::getValue)
			.sorted(BY_NAME)
			.toList();
	}

	private boolean isUnanswered(SubscriptionKey key) {
		RuleSubscription state = this.states.get(key);
		return state != null && !isAnswered(state);
	}

}
