package io.opensergo.core.context;

/**
 * When a lane is written into the W3C {@code baggage} of outbound calls, besides its own
 * header.
 */
public enum BaggageMode {

	/**
	 * Never. An entry that somebody else wrote is still kept in line with the lane.
	 */
	NEVER,

	/**
	 * When the outbound call already has baggage, or the request that is being served
	 * came with some.
	 */
	WHEN_PRESENT,

	/**
	 * On every outbound call that has a lane.
	 */
	ALWAYS

}
