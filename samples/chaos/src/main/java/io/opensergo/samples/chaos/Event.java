package io.opensergo.samples.chaos;

/**
 * What happens to a control plane. Meanwhile the rules change.
 */
enum Event {

	/**
	 * Nothing else.
	 */
	CHANGED,

	/**
	 * It is killed, and started again.
	 */
	KILLED,

	/**
	 * It is asked to end, and started again.
	 */
	TERMINATED,

	/**
	 * It hangs for a moment.
	 */
	HUNG,

	/**
	 * Something that is no control plane has its port for a while.
	 */
	GARBAGE_BYTES,

	/**
	 * A control plane that has lost its mind has its port for a while.
	 */
	GARBAGE_RULES,

	/**
	 * Its rules cannot be read for a while.
	 */
	BROKEN_RULES,

	/**
	 * It hangs longer than its clients wait for a sign of life: twice in a long run.
	 */
	HUNG_LONG

}
