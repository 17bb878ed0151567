package io.opensergo.core.context;

import java.util.List;
import java.util.Map;

import io.opensergo.core.context.PropagationDrops.Reason;
import io.opensergo.core.rule.TrafficLane;
import org.jspecify.annotations.Nullable;

/**
 * A context as headers: the lane in {@value TrafficLane#DEFAULT_TRAFFIC_HEADER} and, when
 * asked for, in the W3C {@code baggage}, and the carried headers under their own names.
 * The one place that knows what crosses the wire, whatever the carrier is. Safe for all
 * threads.
 */
public final class ContextHeaders {

	private static final String LANE = TrafficLane.DEFAULT_TRAFFIC_HEADER;

	private final OutboundLane outboundLane;

	private final CarriedHeaders carriedHeaders;

	private final BaggageMode baggageMode;

	private final PropagationDrops drops;

	private final TrafficContext ownContext;

	/**
	 * Creates the headers of an application that carries the lane alone.
	 * @param outboundLane the lane of its calls
	 */
	public ContextHeaders(OutboundLane outboundLane) {
		this(outboundLane, CarriedHeaders.NONE, BaggageMode.WHEN_PRESENT, new PropagationDrops());
	}

	/**
	 * Creates the headers of an application.
	 * @param outboundLane the lane of its calls
	 * @param carriedHeaders which headers of inbound requests go along
	 * @param baggageMode when the lane is written into the baggage too
	 * @param drops where drops are counted
	 */
	public ContextHeaders(OutboundLane outboundLane, CarriedHeaders carriedHeaders, BaggageMode baggageMode,
			PropagationDrops drops) {
		this.outboundLane = outboundLane;
		this.carriedHeaders = carriedHeaders;
		this.baggageMode = baggageMode;
		this.drops = drops;
		this.ownContext = TrafficContext.ofLane(outboundLane.ownLane());
	}

	/**
	 * Whether {@link #write} may change the headers of a call. For calls that have to be
	 * copied before they can be changed.
	 * @param context the context of the call, {@code null} when no request is being
	 * served
	 * @param carrier the call or message
	 * @param access how its headers are read
	 * @param <C> the type of the carrier
	 * @return {@code false} when the call can go as it is
	 */
	public <C> boolean concerns(@Nullable TrafficContext context, C carrier, HeaderAccess<C> access) {
		return this.outboundLane.of(context) != null || (context != null && !context.carried().isEmpty())
				|| isPresent(access.values(carrier, LANE))
				|| BaggageHeader.mentions(joined(access.values(carrier, BaggageHeader.NAME)), LANE);
	}

	/**
	 * Writes what a context carries into an outbound call or message. Only for carriers
	 * that may see it: whoever calls this has checked that. A valid lane and other
	 * headers that are there stay, because the code that makes a call has the last word;
	 * an entry of ours in the baggage is brought in line with the lane.
	 * @param context the context of the call, {@code null} when no request is being
	 * served
	 * @param carrier the call or message
	 * @param access how its headers are written
	 * @param <C> the type of the carrier
	 */
	public <C> void write(@Nullable TrafficContext context, C carrier, HeaderAccess<C> access) {
		String lane = writeLane(context, carrier, access);
		if (context != null) {
			this.carriedHeaders.write(context.carried(), carrier, access);
		}
		writeBaggage(lane, context, carrier, access);
	}

	private <C> @Nullable String writeLane(@Nullable TrafficContext context, C carrier, HeaderAccess<C> access) {
		List<String> present = access.values(carrier, LANE);
		String chosen = LaneName.of(present);
		if (chosen != null) {
			return chosen;
		}
		String lane = this.outboundLane.of(context);
		if (lane != null && LaneName.isValid(lane)) {
			access.set(carrier, LANE, lane);
			return lane;
		}
		if (isPresent(present)) {
			access.remove(carrier, LANE);
		}
		return null;
	}

	private <C> void writeBaggage(@Nullable String lane, @Nullable TrafficContext context, C carrier,
			HeaderAccess<C> access) {
		String baggage = joined(access.values(carrier, BaggageHeader.NAME));
		if (lane == null) {
			removeBaggage(baggage, carrier, access);
			return;
		}
		boolean wanted = switch (this.baggageMode) {
			case NEVER -> BaggageHeader.mentions(baggage, LANE);
			case WHEN_PRESENT -> baggage != null || (context != null && context.hasBaggage());
			case ALWAYS -> true;
		};
		if (!wanted) {
			return;
		}
		String changed = BaggageHeader.with(baggage, LANE, lane);
		if (changed == null) {
			this.drops.add(Reason.BAGGAGE);
			removeBaggage(baggage, carrier, access);
		}
		else if (!changed.equals(baggage)) {
			access.set(carrier, BaggageHeader.NAME, changed);
		}
	}

	private static <C> void removeBaggage(@Nullable String baggage, C carrier, HeaderAccess<C> access) {
		if (!BaggageHeader.mentions(baggage, LANE)) {
			return;
		}
		String rest = BaggageHeader.without(baggage, LANE);
		if (rest != null) {
			access.set(carrier, BaggageHeader.NAME, rest);
		}
		else {
			access.remove(carrier, BaggageHeader.NAME);
		}
	}

	/**
	 * Takes what a context carries off a call that leaves for somebody who must not learn
	 * of it: the lane, and our entry of the baggage. Carried headers stay, because only
	 * the application itself can have put them there.
	 * @param carrier the call or message
	 * @param access how its headers are written
	 * @param <C> the type of the carrier
	 */
	public <C> void remove(C carrier, HeaderAccess<C> access) {
		if (isPresent(access.values(carrier, LANE))) {
			access.remove(carrier, LANE);
		}
		removeBaggage(joined(access.values(carrier, BaggageHeader.NAME)), carrier, access);
	}

	/**
	 * Reads the context that a message or a call from inside the chain carries. Its tag
	 * is trusted; an edge colors with the entry rules instead. Whatever is not well
	 * formed is dropped.
	 * @param carrier the call or message
	 * @param access how its headers are read
	 * @param <C> the type of the carrier
	 * @return the context; that of this instance when the carrier names no lane
	 */
	public <C> TrafficContext read(C carrier, HeaderAccess<C> access) {
		List<String> header = access.values(carrier, LANE);
		String lane = isPresent(header) ? LaneName.of(header) : ofBaggage(carrier, access);
		return contextOf(lane, carrier, access);
	}

	private static <C> @Nullable String ofBaggage(C carrier, HeaderAccess<C> access) {
		String lane = BaggageHeader.value(joined(access.values(carrier, BaggageHeader.NAME)), LANE);
		return LaneName.isValid(lane) ? lane : null;
	}

	/**
	 * The context of a request whose lane has been decided.
	 * @param lane the lane, {@code null} for that of this instance
	 * @param carrier the request, without anything that its peer must not say
	 * @param access how its headers are read
	 * @param <C> the type of the carrier
	 * @return the context, {@link TrafficContext#EMPTY} for baseline that carries nothing
	 */
	public <C> TrafficContext contextOf(@Nullable String lane, C carrier, HeaderAccess<C> access) {
		Map<String, String> carried = this.carriedHeaders.select(carrier, access);
		String effective = (lane != null) ? lane : this.outboundLane.ownLane();
		boolean baggage = effective != null && this.baggageMode == BaggageMode.WHEN_PRESENT
				&& isPresent(access.values(carrier, BaggageHeader.NAME));
		if (lane == null && carried.isEmpty() && !baggage) {
			return this.ownContext;
		}
		return TrafficContext.of(effective, carried, baggage);
	}

	private static boolean isPresent(@Nullable List<String> values) {
		return values != null && !values.isEmpty();
	}

	private static @Nullable String joined(@Nullable List<String> values) {
		if (values == null || values.isEmpty()) {
			return null;
		}
		return (values.size() == 1) ? values.get(0) : String.join(",", values);
	}

}
