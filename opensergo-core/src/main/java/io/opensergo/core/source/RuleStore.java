package io.opensergo.core.source;

import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;

import io.opensergo.core.rule.Rejection;
import io.opensergo.core.rule.Rejection.Severity;
import io.opensergo.core.rule.Rule;
import io.opensergo.core.rule.RuleId;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Merges the rules of all sources into one snapshot and tells it to the listeners. The
 * first source in the list that has a rule wins over later ones.
 */
public final class RuleStore implements AutoCloseable {

	private static final Logger logger = LoggerFactory.getLogger(RuleStore.class);

	/**
	 * The most problems that one snapshot writes to the log.
	 */
	private static final int MAX_LOGGED = 100;

	private final List<RuleSource> sources;

	/**
	 * Serializes publications: listeners hear snapshots in order, one at a time.
	 */
	private final ReentrantLock lock = new ReentrantLock();

	private final List<RuleSet> sets;

	private final List<Consumer<RuleSnapshot>> listeners = new ArrayList<>();

	private volatile RuleSnapshot snapshot = RuleSnapshot.EMPTY;

	private boolean telling;

	private boolean started;

	private boolean closed;

	/**
	 * Creates a store; nothing starts yet.
	 * @param sources the sources, strongest first
	 */
	public RuleStore(List<RuleSource> sources) {
		this.sources = List.copyOf(sources);
		this.sets = new ArrayList<>(Collections.nCopies(this.sources.size(), RuleSet.EMPTY));
	}

	/**
	 * Adds a listener, which is told the current snapshot at once and each later one,
	 * from one thread at a time. A failing listener is logged and does not keep others
	 * from hearing.
	 * @param listener the listener
	 */
	public void addListener(Consumer<RuleSnapshot> listener) {
		this.lock.lock();
		try {
			RuleSnapshot told;
			do {
				told = this.snapshot;
				tell(listener, told);
				// a listener may make a source publish before it is on the list
			}
			while (told != this.snapshot);
			this.listeners.add(listener);
		}
		finally {
			this.lock.unlock();
		}
	}

	/**
	 * Starts all sources, strongest first. A source that fails to start is logged and
	 * keeps no other from starting. Further calls have no effect.
	 */
	public void start() {
		this.lock.lock();
		try {
			if (this.started || this.closed) {
				return;
			}
			this.started = true;
		}
		finally {
			this.lock.unlock();
		}
		for (int i = 0; i < this.sources.size(); i++) {
			start(i);
		}
	}

	private void start(int index) {
		RuleSource source = this.sources.get(index);
		try {
			source.start((rules) -> publish(index, rules));
		}
		catch (RuntimeException ex) {
			logger.error("The rule source '{}' did not start; rules of the other sources are in force", source.name(),
					ex);
		}
	}

	/**
	 * The snapshot in force.
	 * @return the snapshot
	 */
	public RuleSnapshot snapshot() {
		return this.snapshot;
	}

	/**
	 * The states of the sources.
	 * @return status by source name, in order
	 */
	public Map<String, RuleSourceStatus> status() {
		Map<String, RuleSourceStatus> status = new LinkedHashMap<>();
		this.sources.forEach((source) -> status.put(source.name(), source.status()));
		return Collections.unmodifiableMap(status);
	}

	/**
	 * The sources, strongest first.
	 * @return the sources
	 */
	public List<RuleSource> sources() {
		return this.sources;
	}

	/**
	 * Closes all sources. The last snapshot stays readable. Idempotent.
	 */
	@Override
	public void close() {
		this.lock.lock();
		try {
			if (this.closed) {
				return;
			}
			this.closed = true;
		}
		finally {
			this.lock.unlock();
		}
		// outside the lock, because a source may wait for its thread, which may publish
		this.sources.forEach(this::close);
	}

	private void close(RuleSource source) {
		try {
			source.close();
		}
		catch (RuntimeException ex) {
			logger.warn("The rule source '{}' did not close cleanly", source.name(), ex);
		}
	}

	private void publish(int index, RuleSet rules) {
		this.lock.lock();
		try {
			if (this.closed || rules.equals(this.sets.get(index))) {
				return;
			}
			this.sets.set(index, rules);
			RuleSnapshot previous = this.snapshot;
			RuleSnapshot next = merge(previous.version() + 1);
			if (next.rules().equals(previous.rules()) && next.rejections().equals(previous.rejections())) {
				return;
			}
			this.snapshot = next;
			logNewRejections(previous, next);
			tellAll();
		}
		finally {
			this.lock.unlock();
		}
	}

	/**
	 * Tells the listeners until all have heard the newest snapshot. When a listener makes
	 * a source publish in the same thread, the outer call tells that snapshot.
	 */
	private void tellAll() {
		if (this.telling) {
			return;
		}
		this.telling = true;
		try {
			RuleSnapshot told;
			do {
				told = this.snapshot;
				for (Consumer<RuleSnapshot> listener : List.copyOf(this.listeners)) {
					tell(listener, told);
				}
			}
			while (told != this.snapshot);
		}
		finally {
			this.telling = false;
		}
	}

	private void tell(Consumer<RuleSnapshot> listener, RuleSnapshot snapshot) {
		try {
			listener.accept(snapshot);
		}
		catch (RuntimeException ex) {
			logger.error("A listener failed on rule snapshot {}; it keeps what it had before", snapshot.version(), ex);
		}
	}

	private RuleSnapshot merge(long version) {
		Map<RuleId, RuleSource> owners = new HashMap<>();
		List<Rule> rules = new ArrayList<>();
		List<Rejection> rejections = new ArrayList<>();
		for (int i = 0; i < this.sources.size(); i++) {
			RuleSource source = this.sources.get(i);
			RuleSet set = this.sets.get(i);
			rejections.addAll(set.rejections());
			for (Rule rule : set.rules()) {
				RuleSource owner = owners.putIfAbsent(rule.id(), source);
				if (owner == null) {
					rules.add(rule);
				}
				else {
					rejections.add(overruled(rule, source, owner));
				}
			}
		}
		return new RuleSnapshot(version, rules, rejections);
	}

	private static Rejection overruled(Rule rule, RuleSource source, RuleSource owner) {
		return new Rejection(Severity.WARNING, rule.kind().kind(), rule.metadata().namespace(), rule.metadata().name(),
				source.name(), 0, 0, "",
				"the source '" + owner.name() + "' also defines this rule and wins over '" + source.name() + "'",
				"remove the rule from one of the two");
	}

	private static void logNewRejections(RuleSnapshot previous, RuleSnapshot next) {
		Set<Rejection> known = new HashSet<>(previous.rejections());
		List<Rejection> fresh = next.rejections().stream().filter((rejection) -> !known.contains(rejection)).toList();
		fresh.stream().limit(MAX_LOGGED).forEach((rejection) -> logger.warn("{}", rejection.describe()));
		if (fresh.size() > MAX_LOGGED) {
			logger.warn("{} more problems of rules are not logged", fresh.size() - MAX_LOGGED);
		}
	}

}
