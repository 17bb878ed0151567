package io.opensergo.core.engine;

import io.opensergo.core.route.Caller;
import io.opensergo.core.source.RuleSnapshot;

/**
 * Holds the compiled rules of this application: one reference, swapped as a whole when a
 * snapshot arrives. A snapshot that cannot be compiled leaves the last good one in force.
 */
public final class RuleEngine {

	private final Caller caller;

	private volatile CompiledRules current;

	/**
	 * Creates an engine without rules.
	 * @param caller the workload that makes the calls
	 */
	public RuleEngine(Caller caller) {
		this.caller = caller;
		this.current = CompiledRules.compile(RuleSnapshot.EMPTY, caller);
	}

	/**
	 * The rules in force.
	 * @return the compiled rules; take them once per request
	 */
	public CompiledRules current() {
		return this.current;
	}

	/**
	 * The workload that the rules are compiled for.
	 * @return the caller
	 */
	public Caller caller() {
		return this.caller;
	}

	/**
	 * Compiles a snapshot and puts it in force. To be called from one thread at a time;
	 * returns after requests see the new rules.
	 * @param snapshot the snapshot
	 */
	public void apply(RuleSnapshot snapshot) {
		this.current = CompiledRules.compile(snapshot, this.caller);
	}

}
