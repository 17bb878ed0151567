package io.opensergo.client;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

import com.google.protobuf.Any;
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
 * its last good rules, which are those on the disk until the first push. Confined to the
 * thread of the client.
 */
final class RuleApplier {

	private static final Logger logger = LoggerFactory.getLogger(RuleApplier.class);

	private final RuleCodec codec;

	private final String source;

	private final ClientRuntime runtime;

	private final RuleSourceListener listener;

	private final SubscriptionStates states;

	private final LinkCounters counters;

	private final @Nullable RuleCache cache;

	private final Set<SubscriptionKey> saved = new HashSet<>();

	private KnownRules known = KnownRules.EMPTY;

	private RuleSet published = RuleSet.EMPTY;

	private boolean everPublished;

	private @Nullable Instant lastUpdate;

	private volatile @Nullable Thread telling;

	RuleApplier(RuleCodec codec, String source, ClientRuntime runtime, RuleSourceListener listener,
			SubscriptionStates states, LinkCounters counters, @Nullable RuleCache cache) {
		this.codec = codec;
		this.source = source;
		this.runtime = runtime;
		this.listener = listener;
		this.states = states;
		this.counters = counters;
		this.cache = cache;
	}

	/**
	 * Brings the rules of the last run into force.
	 */
	void restore(Collection<SubscriptionKey> keys) {
		RuleCache files = this.cache;
		if (files == null) {
			return;
		}
		List<Change> changes = new ArrayList<>();
		for (SubscriptionKey key : keys) {
			RuleCache.Loaded loaded = files.load(key);
			if (loaded instanceof RuleCache.Loaded.Saved rules) {
				RuleSet set = decode(key, rules.data());
				if (isGood(set)) {
					changes.add(new Change(key, set, null, rules.savedAt()));
				}
				else {
					notRestored(key, errors(set.rejections()) + files.setAside(key));
				}
			}
			else if (loaded instanceof RuleCache.Loaded.Unusable file) {
				notRestored(key, file.file() + ": " + file.reason());
			}
		}
		apply(changes);
		logRestored(files, changes);
	}

	private void notRestored(SubscriptionKey key, String reason) {
		logger.warn("The rules that were kept of {} cannot be used: {}", key, reason);
		List<Rejection> rejections = List.of(new Rejection(Severity.WARNING, key.kind().kind(), null, null, this.source,
				0, 0, "", "the rules that were kept of " + key + " cannot be used: " + reason,
				"nothing to do when the control plane answers; else look at the disk"));
		this.known = this.known.withRejections(key, rejections);
		this.states.notRestored(key, reason, rejections);
	}

	private void logRestored(RuleCache files, List<Change> changes) {
		List<Instant> times = changes.stream()
			.filter((change) -> this.known.of(change.key()) == change.set())
			.map(Change::savedAt)
			.sorted()
			.toList();
		if (!times.isEmpty()) {
			logger.info(
					"The rules of {} subscriptions are those of the last run, from {}, saved from {} to {}; they count until the control plane answers",
					times.size(), files.directory(), times.get(0), times.get(times.size() - 1));
		}
	}

	/**
	 * Takes a burst over: all of it at once, and key by key when the listener fails, so
	 * that one bad key does not keep the others from coming into force.
	 */
	void applyPushes(List<Push> burst) {
		List<Change> readable = new ArrayList<>();
		for (Push push : burst) {
			RuleSet set = decode(push.key(), push.response().getDataWithVersion().getDataList());
			if (isGood(set)) {
				readable.add(new Change(push.key(), set, push, this.runtime.clock().instant()));
			}
			else {
				refuse(push, WireStatus.FORMAT_ERROR, set.rejections());
			}
		}
		apply(readable);
	}

	private RuleSet decode(SubscriptionKey key, List<Any> payloads) {
		try {
			return this.codec.decode(key.kind(), key.namespace(), this.source, payloads);
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

	private void apply(List<Change> changes) {
		if (changes.size() == 1 || !publish(changes)) {
			changes.forEach(this::publishOne);
		}
		publishProblems();
	}

	private boolean publish(List<Change> changes) {
		KnownRules candidate = this.known;
		for (Change change : changes) {
			candidate = candidate.with(change.key(), change.set());
		}
		if (changes.isEmpty() || tell(candidate) == null) {
			KnownRules before = this.known;
			this.known = candidate;
			changes.forEach((change) -> accept(change, before));
			return true;
		}
		return false;
	}

	private void publishOne(Change change) {
		KnownRules candidate = this.known.with(change.key(), change.set());
		Throwable failure = tell(candidate);
		if (failure == null) {
			KnownRules before = this.known;
			this.known = candidate;
			accept(change, before);
			return;
		}
		logger.debug("The listener refuses the rules: {}", change.key(), failure);
		if (change.push() == null) {
			notRestored(change.key(), "they were not applied: " + failure);
			return;
		}
		refuse(change.push(), WireStatus.SUBSCRIBER_FAILED,
				List.of(problem(change.key(), "the rules were not applied: " + failure,
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
		if (!this.everPublished && candidate.equals(KnownRules.EMPTY)) {
			return null;
		}
		this.telling = Thread.currentThread();
		long start = this.runtime.nanoTime().getAsLong();
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
			this.counters.applied(this.runtime.nanoTime().getAsLong() - start);
			this.telling = null;
		}
	}

	boolean isTelling(Thread thread) {
		return this.telling == thread;
	}

	private void accept(Change change, KnownRules before) {
		SubscriptionKey key = change.key();
		Push push = change.push();
		if (push == null) {
			this.saved.add(key);
			this.states.restored(key, change.set(), change.savedAt());
			if (this.lastUpdate == null || this.lastUpdate.isBefore(change.savedAt())) {
				this.lastUpdate = change.savedAt();
			}
			return;
		}
		this.lastUpdate = change.savedAt();
		this.states.accepted(key, change.set(), push.response().getDataWithVersion().getVersion(), change.savedAt());
		push.connection().ack(key, push.response().getResponseId());
		save(change, push, change.set().equals(before.of(key)));
	}

	/**
	 * After a reconnect everything comes again, mostly as it was.
	 */
	private void save(Change change, Push push, boolean unchanged) {
		if (this.cache == null) {
			return;
		}
		List<Any> data = push.response().getDataWithVersion().getDataList();
		if (!this.saved.add(change.key()) && unchanged) {
			this.cache.confirm(change.key(), data);
		}
		else {
			this.cache.save(change.key(), data);
		}
	}

	private void refuse(Push push, int code, List<Rejection> rejections) {
		KnownRules before = this.known;
		this.known = before.withRejections(push.key(), rejections);
		String reason = errors(rejections);
		if (!this.known.equals(before)) {
			logger.warn("Rules are refused, the last good ones stay in force: {}: {}", push.key(), reason);
		}
		this.counters.rejection();
		this.states.refused(push.key(), reason, rejections, this.runtime.clock().instant());
		push.connection().nack(push.key(), code, reason, push.response().getResponseId());
	}

	private static String errors(List<Rejection> rejections) {
		return rejections.stream()
			.filter((rejection) -> rejection.severity() == Severity.ERROR)
			.map(Rejection::describe)
			.reduce((first, second) -> first + "\n" + second)
			.orElse("");
	}

	private Rejection problem(SubscriptionKey key, String reason, String fix) {
		return new Rejection(Severity.ERROR, key.kind().kind(), null, null, this.source, 0, 0, "", reason, fix);
	}

	/**
	 * When rules came into force last, or were saved when they are those of the last run.
	 */
	@Nullable Instant lastUpdate() {
		return this.lastUpdate;
	}

	/**
	 * New rules of a key.
	 *
	 * @param key the key
	 * @param set the rules
	 * @param push what brought them, {@code null} for the disk
	 * @param savedAt of when they are
	 */
	private record Change(SubscriptionKey key, RuleSet set, @Nullable Push push, Instant savedAt) {
	}

}
