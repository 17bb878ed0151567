package io.opensergo.core.context;

import java.util.concurrent.atomic.LongAdder;

/**
 * Counts what was not carried over the wire, by reason. Safe for all threads.
 */
public final class PropagationDrops {

	private final LongAdder[] counts = new LongAdder[Reason.values().length];

	/**
	 * Creates counts of zero.
	 */
	public PropagationDrops() {
		for (int i = 0; i < this.counts.length; i++) {
			this.counts[i] = new LongAdder();
		}
	}

	/**
	 * How much was dropped for a reason.
	 * @param reason the reason
	 * @return the count since the start
	 */
	public long count(Reason reason) {
		return this.counts[reason.ordinal()].sum();
	}

	void add(Reason reason) {
		this.counts[reason.ordinal()].increment();
	}

	/**
	 * Why something was dropped.
	 */
	public enum Reason {

		/**
		 * A header whose name or value must not be on the wire: line breaks, control
		 * characters, characters outside of ISO-8859-1, hop-by-hop names.
		 */
		INVALID,

		/**
		 * A header whose value is longer than {@link CarriedHeaders#MAX_VALUE_BYTES}.
		 */
		VALUE,

		/**
		 * A header beyond {@link CarriedHeaders#MAX_ENTRIES}.
		 */
		ENTRIES,

		/**
		 * A header beyond {@link CarriedHeaders#MAX_CHARACTERS}.
		 */
		CHARACTERS,

		/**
		 * A lane that found no room in a {@code baggage} header.
		 */
		BAGGAGE

	}

}
