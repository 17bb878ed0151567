package io.opensergo.spring.propagation;

import java.util.Collections;
import java.util.Enumeration;
import java.util.List;

import io.opensergo.core.context.BaggageHeader;
import io.opensergo.core.rule.TrafficLane;
import org.jspecify.annotations.Nullable;

/**
 * Where the tag of an inbound request stands: the lane header, else our entry of the W3C
 * baggage.
 */
final class InboundTag {

	/**
	 * The lane header, and the key of the baggage entry.
	 */
	static final String NAME = TrafficLane.DEFAULT_TRAFFIC_HEADER;

	private InboundTag() {
	}

	/**
	 * Whether a request says anything of a lane, even something that nobody here can
	 * read.
	 * @param header the values of the lane header, {@code null} for none
	 * @param baggage the values of the baggage header, {@code null} for none
	 * @return {@code true} when there is something to accept or to take off
	 */
	static boolean isClaimed(@Nullable List<String> header, @Nullable List<String> baggage) {
		return header != null || BaggageHeader.mentions(joined(baggage), NAME);
	}

	/**
	 * The tag as received.
	 * @param header the values of the lane header, {@code null} for none
	 * @param baggage the values of the baggage header, {@code null} for none
	 * @return the tag, {@code null} for none; several values make one that is no lane
	 * name
	 */
	static @Nullable String of(@Nullable List<String> header, @Nullable List<String> baggage) {
		String tag = joined(header);
		return (tag != null) ? tag : BaggageHeader.value(joined(baggage), NAME);
	}

	/**
	 * The baggage without our entry. Where the tag counts, a header that had nothing else
	 * becomes an empty one: that the peer speaks baggage is worth knowing.
	 * @param baggage the baggage as received, {@code null} for none
	 * @param tag the tag that counts, {@code null} for none
	 * @return the header, {@code null} for none
	 */
	static @Nullable String checkedBaggage(@Nullable String baggage, @Nullable String tag) {
		String rest = BaggageHeader.without(baggage, NAME);
		return (rest == null && baggage != null && tag != null) ? "" : rest;
	}

	static @Nullable String joined(@Nullable List<String> values) {
		if (values == null || values.isEmpty()) {
			return null;
		}
		return (values.size() == 1) ? values.get(0) : String.join(",", values);
	}

	static @Nullable List<String> listOf(Enumeration<String> values) {
		return values.hasMoreElements() ? Collections.list(values) : null;
	}

}
