package io.opensergo.core.source;

import java.util.List;

import io.opensergo.core.rule.RuleKind;

/**
 * A place that rules come from: a folder, a control plane. It publishes the whole set of
 * its rules each time one changes, with the last good version of a rule whose new version
 * was refused.
 */
public interface RuleSource extends AutoCloseable {

	/**
	 * The name that reports show.
	 * @return a short name, unique among the sources of a store
	 */
	String name();

	/**
	 * Starts to publish. Returns without waiting for a network; a source on the local
	 * disk publishes its first set before it returns.
	 * @param listener receives each set, from one thread at a time
	 */
	void start(RuleSourceListener listener);

	/**
	 * Says that rules of a kind are wanted for an application. Sources that have all
	 * rules at hand ignore it.
	 * @param app the application: the own one, or a callee
	 * @param kind the kind
	 */
	default void subscribe(String app, RuleKind kind) {
	}

	/**
	 * The state of the source, for people.
	 * @return the status now
	 */
	RuleSourceStatus status();

	/**
	 * What has been asked for, one entry per application and kind, for people.
	 * @return the subscriptions in order of their names, empty for a source that has all
	 * rules at hand
	 */
	default List<RuleSubscription> subscriptions() {
		return List.of();
	}

	/**
	 * Stops publishing and frees all threads and files. Idempotent.
	 */
	@Override
	void close();

}
