package io.opensergo.controlplane.server;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import io.opensergo.controlplane.server.DeliveryStatus.Answer;
import io.opensergo.controlplane.server.Subscriber.Occasion;
import org.jspecify.annotations.Nullable;

/**
 * What was sent on one stream, and what the client said of it. Bounded: a client that
 * never answers costs a fixed amount of memory. Safe for all threads.
 */
final class Deliveries {

	/**
	 * The largest number of pushes of a stream that wait for an answer.
	 */
	static final int MAX_UNANSWERED = 10_000;

	private final Timing timing;

	private final ServerObserver observer;

	private final Map<SubscriptionKey, DeliveryStatus> newest = new LinkedHashMap<>();

	/**
	 * By the identifier of the response, oldest first.
	 */
	private final Map<String, Sent> unanswered = new LinkedHashMap<>();

	Deliveries(Timing timing, ServerObserver observer) {
		this.timing = timing;
		this.observer = observer;
	}

	/**
	 * Notes that a state is handed to the transport.
	 */
	synchronized void sent(String responseId, KeyState state, Occasion occasion) {
		SubscriptionKey key = state.key();
		DeliveryStatus before = this.newest.get(key);
		this.newest.put(key, new DeliveryStatus(key.namespace(), key.app(), key.kind().kind(), state.version(),
				this.timing.now(), Answer.WAITING, (before != null) ? before.accepted() : 0, ""));
		this.unanswered.put(responseId, new Sent(key, state.version(), state.changedAt(), occasion));
		if (this.unanswered.size() > MAX_UNANSWERED) {
			removeOldest();
		}
		if (occasion == Occasion.CHANGED) {
			this.observer.sent(key.kind(), this.timing.since(state.changedAt()));
		}
	}

	/**
	 * Notes an answer.
	 * @param responseId the response that it names; without a name it belongs to the
	 * oldest push without an answer, because clients answer in order
	 * @param accepted whether the client put the push in force
	 * @param detail the reason of a refusal
	 * @return the key that it belongs to, {@code null} when no push waits for this answer
	 */
	synchronized @Nullable SubscriptionKey answered(String responseId, boolean accepted, String detail) {
		Sent sent = responseId.isEmpty() ? removeOldest() : this.unanswered.remove(responseId);
		if (sent == null) {
			return null;
		}
		DeliveryStatus status = this.newest.get(sent.key());
		if (status != null) {
			this.newest.put(sent.key(), answered(status, sent, accepted, detail));
		}
		Duration latency = (sent.occasion() == Occasion.CHANGED) ? this.timing.since(sent.changedAt()) : null;
		this.observer.answered(sent.key().kind(), accepted, latency);
		return sent.key();
	}

	private static DeliveryStatus answered(DeliveryStatus status, Sent sent, boolean accepted, String detail) {
		long inForce = accepted ? Math.max(status.accepted(), sent.version()) : status.accepted();
		boolean newest = status.version() == sent.version();
		Answer answer = newest ? (accepted ? Answer.ACK : Answer.NACK) : status.answer();
		return new DeliveryStatus(status.namespace(), status.app(), status.kind(), status.version(), status.sentAt(),
				answer, inForce, newest ? detail : status.detail());
	}

	private @Nullable Sent removeOldest() {
		Iterator<Sent> oldest = this.unanswered.values().iterator();
		if (!oldest.hasNext()) {
			return null;
		}
		Sent sent = oldest.next();
		oldest.remove();
		return sent;
	}

	/**
	 * Forgets a key that the client unsubscribed from.
	 */
	synchronized void forget(SubscriptionKey key) {
		this.newest.remove(key);
	}

	synchronized List<DeliveryStatus> status() {
		return new ArrayList<>(this.newest.values());
	}

	/**
	 * A push.
	 *
	 * @param key what it is about
	 * @param version its version
	 * @param changedAt the tick at which the rules changed
	 * @param occasion why it was sent
	 */
	private record Sent(SubscriptionKey key, long version, long changedAt, Occasion occasion) {
	}

}
