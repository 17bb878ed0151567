package io.opensergo.core.context;

import java.util.List;
import java.util.Map;
import java.util.Objects;

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
		List<String> present = access.values(carrier, LANE);
		String lane = laneOf(context, present);
		if (isPresent(present) ? LaneName.of(present) == null : lane != null) {
			return true;
		}
		if (context != null && CarriedHeaders.isMissing(context.carried(), carrier, access)) {
			return true;
		}
		String baggage = joined(access.values(carrier, BaggageHeader.NAME));
		return !Objects.equals(baggage, baggageOf(lane, context, baggage));
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
		List<String> present = access.values(carrier, LANE);
		String lane = laneOf(context, present);
		if (LaneName.of(present) == null) {
			replace(LANE, isPresent(present) ? "" : null, lane, carrier, access);
		}
		if (context != null) {
			this.carriedHeaders.write(context.carried(), carrier, access);
		}
		String baggage = joined(access.values(carrier, BaggageHeader.NAME));
		String changed = baggageOf(lane, context, baggage);
		replace(BaggageHeader.NAME, baggage, changed, carrier, access);
		if (lane != null && wantsBaggage(context, baggage) && !BaggageHeader.mentions(changed, LANE)) {
			this.drops.add(Reason.BAGGAGE);
		}
	}

	/**
	 * The lane that a call leaves with: a valid one that is there, else that of the
	 * context.
	 */
	private @Nullable String laneOf(@Nullable TrafficContext context, @Nullable List<String> present) {
		String chosen = LaneName.of(present);
		if (chosen != null) {
			return chosen;
		}
		String lane = this.outboundLane.of(context);
		return LaneName.isValid(lane) ? lane : null;
	}

	/**
	 * The baggage that a call leaves with. Whatever is in it, an entry of ours never says
	 * anything but the lane of the call.
	 */
	private @Nullable String baggageOf(@Nullable String lane, @Nullable TrafficContext context,
			@Nullable String baggage) {
		if (lane == null) {
			return BaggageHeader.without(baggage, LANE);
		}
		if (!wantsBaggage(context, baggage)) {
			return baggage;
		}
		String changed = BaggageHeader.with(baggage, LANE, lane);
		return (changed != null) ? changed : BaggageHeader.without(baggage, LANE);
	}

	private boolean wantsBaggage(@Nullable TrafficContext context, @Nullable String baggage) {
		return switch (this.baggageMode) {
			case NEVER -> BaggageHeader.mentions(baggage, LANE);
			case WHEN_PRESENT -> baggage != null || (context != null && context.hasBaggage());
			case ALWAYS -> true;
		};
	}

	private static <C> void replace(String name, @Nullable String before, @Nullable String after, C carrier,
			HeaderAccess<C> access) {
		if (after != null && !after.equals(before)) {
			access.set(carrier, name, after);
		}
		else if (after == null && before != null) {
			access.remove(carrier, name);
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
		String baggage = joined(access.values(carrier, BaggageHeader.NAME));
		replace(BaggageHeader.NAME, baggage, BaggageHeader.without(baggage, LANE), carrier, access);
	}

	/**
	 * Whether a call says anything of a lane, so that {@link #remove} would change it.
	 * @param carrier the call or message
	 * @param access how its headers are read
	 * @param <C> the type of the carrier
	 * @return {@code true} when it does
	 */
	public <C> boolean isMarked(C carrier, HeaderAccess<C> access) {
		return isPresent(access.values(carrier, LANE))
				|| BaggageHeader.mentions(joined(access.values(carrier, BaggageHeader.NAME)), LANE);
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
