package io.opensergo.spring.sentinel;

import java.util.concurrent.atomic.LongAdder;

import io.opensergo.core.rule.RuleId;

/**
 * What a rule did to the requests of a resource since the start. The counts outlive
 * changes of the rule. Safe for all threads.
 */
public final class ProtectionCounts {

	private final RuleId rule;

	private final String resource;

	private final LongAdder passed = new LongAdder();

	private final LongAdder blocked = new LongAdder();

	ProtectionCounts(RuleId rule, String resource) {
		this.rule = rule;
		this.resource = resource;
	}

	/**
	 * The rule.
	 * @return its identity
	 */
	public RuleId rule() {
		return this.rule;
	}

	/**
	 * The resource.
	 * @return its name
	 */
	public String resource() {
		return this.resource;
	}

	/**
	 * How many requests all strategies of the rule, and all other rules, have let pass.
	 * @return the number
	 */
	public long passed() {
		return this.passed.sum();
	}

	/**
	 * How many requests a strategy of the rule has blocked.
	 * @return the number
	 */
	public long blocked() {
		return this.blocked.sum();
	}

	void countPassed() {
		this.passed.increment();
	}

	void countBlocked() {
		this.blocked.increment();
	}

}
