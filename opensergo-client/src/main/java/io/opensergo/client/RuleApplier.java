package io.opensergo.client;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

import io.opensergo.client.PendingPushes.Push;
import io.opensergo.client.codec.RuleCodec;
import io.opensergo.core.rule.Rejection;
import io.opensergo.core.rule.Rejection.Severity;
import io.opensergo.core.source.RuleSet;
import io.opensergo.core.source.RuleSourceListener;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Brings pushes into force and answers them: ACK when the listener has taken the rules,
 * NACK when they cannot be read or the listener fails. A key whose push is refused keeps
 * its last good rules. Confined to the thread of the client.
 */
final class RuleApplier {

	private static final Logger logger = LoggerFactory.getLogger(RuleApplier.class);

	private final RuleCodec codec;

	private final String source;

	private final ClientRuntime runtime;

	private final RuleSourceListener listener;

	private KnownRules known = KnownRules.EMPTY;

	private RuleSet published = RuleSet.EMPTY;

	private boolean everPublished;

	private @Nullable Instant lastUpdate;

	private volatile @Nullable Thread telling;

	RuleApplier(RuleCodec codec, String source, ClientRuntime runtime, RuleSourceListener listener) {
		this.codec = codec;
		this.source = source;
		this.runtime = runtime;
		this.listener = listener;
	}

	/**
	 * Takes a burst over: all of it at once, and key by key when the listener fails, so
	 * that one bad key does not keep the others from coming into force.
	 */
	void apply(List<Push> burst) {
		List<Push> readable = new ArrayList<>();
		List<RuleSet> sets = new ArrayList<>();
		for (Push push : burst) {
			RuleSet set = read(push);
			if (isGood(set)) {
				readable.add(push);
				sets.add(set);
			}
			else {
				refuse(push, WireStatus.FORMAT_ERROR, set.rejections());
			}
		}
		if (readable.size() == 1 || !publish(readable, sets)) {
			for (int i = 0; i < readable.size(); i++) {
				publishOne(readable.get(i), sets.get(i));
			}
		}
		publishProblems();
	}

	private RuleSet read(Push push) {
		SubscriptionKey key = push.key();
		try {
			return this.codec.decode(key.kind(), key.namespace(), this.source,
					push.response().getDataWithVersion().getDataList());
		}
		catch (RuntimeException ex) {
			logger.error("Rules cannot be read: {}", key, ex);
			return new RuleSet(List.of(), List.of(problem(key, "the rules cannot be read: " + ex,
					"report this with the stack trace in the log; the last good rules stay in force")));
		}
	}

	private static boolean isGood(RuleSet set) {
		return set.rejections().stream().noneMatch((rejection) -> rejection.severity() == Severity.ERROR);
	}

	private boolean publish(List<Push> pushes, List<RuleSet> sets) {
		KnownRules candidate = this.known;
		for (int i = 0; i < pushes.size(); i++) {
			candidate = candidate.with(pushes.get(i).key(), sets.get(i));
		}
		if (pushes.isEmpty() || tell(candidate) == null) {
			this.known = candidate;
			pushes.forEach(this::accept);
			return true;
		}
		return false;
	}

	private void publishOne(Push push, RuleSet set) {
		KnownRules candidate = this.known.with(push.key(), set);
		Throwable failure = tell(candidate);
		if (failure == null) {
			this.known = candidate;
			accept(push);
			return;
		}
		logger.debug("The listener refuses the rules: {}", push.key(), failure);
		refuse(push, WireStatus.SUBSCRIBER_FAILED, List.of(problem(push.key(), "the rules were not applied: " + failure,
				"mend the rule, or the listener that refuses it; the last good rules stay in force")));
	}

	/**
	 * Problems are news too, even when all rules stay as they are.
	 */
	private void publishProblems() {
		Throwable failure = tell(this.known);
		if (failure != null) {
			logger.warn("Problems of rules could not be told to their listener", failure);
		}
	}

	private @Nullable Throwable tell(KnownRules candidate) {
		RuleSet merged = candidate.merged();
		if (this.everPublished && merged.equals(this.published)) {
			return null;
		}
		this.telling = Thread.currentThread();
		try {
			this.listener.onRules(merged);
			this.published = merged;
			this.everPublished = true;
			return null;
		}
		catch (RuntimeException | LinkageError ex) {
			return ex;
		}
		finally {
			this.telling = null;
		}
	}

	boolean isTelling(Thread thread) {
		return this.telling == thread;
	}

	private void accept(Push push) {
		this.lastUpdate = this.runtime.clock().instant();
		push.connection().ack(push.key(), push.response().getResponseId());
	}

	private void refuse(Push push, int code, List<Rejection> rejections) {
		KnownRules before = this.known;
		this.known = before.withRejections(push.key(), rejections);
		String reason = rejections.stream()
			.filter((rejection) -> rejection.severity() == Severity.ERROR)
			.map(Rejection::describe)
			.reduce((first, second) -> first + "\n" + second)
			.orElse("");
		if (!this.known.equals(before)) {
			logger.warn("Rules are refused, the last good ones stay in force: {}: {}", push.key(), reason);
		}
		push.connection().nack(push.key(), code, reason, push.response().getResponseId());
	}

	private Rejection problem(SubscriptionKey key, String reason, String fix) {
		return new Rejection(Severity.ERROR, key.kind().kind(), null, null, this.source, 0, 0, "", reason, fix);
	}

	/**
	 * When rules came into force last.
	 */
	@Nullable Instant lastUpdate() {
		return this.lastUpdate;
	}

	/**
	 * How many subscriptions have been answered.
	 */
	int answered() {
		return this.known.size();
	}

}
