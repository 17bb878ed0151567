package io.opensergo.core.source;

import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/**
 * Merges the rules of all sources into one snapshot and tells it to the listeners. The
 * first source in the list that has a rule wins over later ones.
 */
public final class RuleStore implements AutoCloseable {

	private final List<RuleSource> sources;

	private volatile RuleSnapshot snapshot = RuleSnapshot.EMPTY;

	/**
	 * Creates a store; nothing starts yet.
	 * @param sources the sources, strongest first
	 */
	public RuleStore(List<RuleSource> sources) {
		this.sources = List.copyOf(sources);
	}

	/**
	 * Adds a listener, which is told the current snapshot at once and each later one,
	 * from one thread at a time. A failing listener is logged and does not keep others
	 * from hearing.
	 * @param listener the listener
	 */
	public void addListener(Consumer<RuleSnapshot> listener) {
		throw new UnsupportedOperationException();
	}

	/**
	 * Starts all sources.
	 */
	public void start() {
		throw new UnsupportedOperationException();
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
		throw new UnsupportedOperationException();
	}

	/**
	 * The sources, strongest first.
	 * @return the sources
	 */
	public List<RuleSource> sources() {
		return this.sources;
	}

	/**
	 * Closes all sources.
	 */
	@Override
	public void close() {
		this.sources.forEach(RuleSource::close);
	}

}
