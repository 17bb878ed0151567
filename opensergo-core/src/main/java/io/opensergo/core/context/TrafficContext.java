package io.opensergo.core.context;

import java.util.Map;
import java.util.Objects;

import org.jspecify.annotations.Nullable;
import org.slf4j.MDC;

/**
 * What a request carries through a chain of services: its lane, and further headers.
 * Immutable; the current one is bound to a thread by a {@link Scope}.
 *
 * <pre>{@code
 * try (TrafficContext.Scope scope = TrafficContext.ofLane("gray").makeCurrent()) {
 *     restClient.get().uri("http://stock/items").retrieve();
 * }
 * }</pre>
 */
public final class TrafficContext {

	/**
	 * No lane, nothing carried: baseline.
	 */
	public static final TrafficContext EMPTY = new TrafficContext(null, Map.of(), false);

	/**
	 * The key under which carriers hold a context: request and exchange attributes, the
	 * Reactor context, thread-local snapshots.
	 */
	public static final String CARRIER_KEY = "opensergo.traffic";

	/**
	 * The key of the lane in the logging MDC.
	 */
	public static final String MDC_KEY = "lane";

	private static final ThreadLocal<TrafficContext> CURRENT = new ThreadLocal<>();

	private final @Nullable String lane;

	private final Map<String, String> carried;

	private final boolean baggage;

	private TrafficContext(@Nullable String lane, Map<String, String> carried, boolean baggage) {
		this.lane = lane;
		this.carried = Map.copyOf(carried);
		this.baggage = baggage;
	}

	/**
	 * A context with a lane only.
	 * @param lane the lane, {@code null} for none
	 * @return the context
	 */
	public static TrafficContext ofLane(@Nullable String lane) {
		return (lane != null) ? new TrafficContext(lane, Map.of(), false) : EMPTY;
	}

	/**
	 * A context with a lane and carried headers.
	 * @param lane the lane, {@code null} for none
	 * @param carried header values by name, lower case
	 * @return the context
	 */
	public static TrafficContext of(@Nullable String lane, Map<String, String> carried) {
		return of(lane, carried, false);
	}

	/**
	 * A context with a lane and carried headers that came with or without baggage.
	 * @param lane the lane, {@code null} for none
	 * @param carried header values by name, lower case
	 * @param baggage whether the request had a W3C {@code baggage} header
	 * @return the context
	 */
	static TrafficContext of(@Nullable String lane, Map<String, String> carried, boolean baggage) {
		return (lane == null && carried.isEmpty()) ? EMPTY : new TrafficContext(lane, carried, baggage);
	}

	/**
	 * The context of the current thread.
	 * @return the context, {@link #EMPTY} when none is bound
	 */
	public static TrafficContext current() {
		TrafficContext context = CURRENT.get();
		return (context != null) ? context : EMPTY;
	}

	/**
	 * The context that is bound to the current thread.
	 * @return the context, {@code null} when none is bound
	 */
	public static @Nullable TrafficContext currentOrNull() {
		return CURRENT.get();
	}

	/**
	 * Binds this context and its MDC key to the current thread.
	 * @return the scope; closing it, on the same thread, brings back what was before
	 */
	public Scope makeCurrent() {
		TrafficContext previous = CURRENT.get();
		bind(this);
		return () -> bind(previous);
	}

	/**
	 * Binds a context for a carrier that keeps track of what was before by itself, such
	 * as a {@code ThreadLocalAccessor}. Other code uses {@link #makeCurrent()}.
	 * @param context the context, {@code null} to unbind
	 */
	public static void bind(@Nullable TrafficContext context) {
		if (context == null) {
			CURRENT.remove();
		}
		else {
			CURRENT.set(context);
		}
		if (context != null && context.lane != null) {
			MDC.put(MDC_KEY, context.lane);
		}
		else {
			MDC.remove(MDC_KEY);
		}
	}

	/**
	 * The lane.
	 * @return the lane, {@code null} for baseline
	 */
	public @Nullable String lane() {
		return this.lane;
	}

	/**
	 * The carried headers besides the lane.
	 * @return values by lower-case name
	 */
	public Map<String, String> carried() {
		return this.carried;
	}

	/**
	 * Whether the request came with a W3C {@code baggage} header.
	 */
	boolean hasBaggage() {
		return this.baggage;
	}

	@Override
	public boolean equals(@Nullable Object other) {
		return other instanceof TrafficContext that && Objects.equals(this.lane, that.lane)
				&& this.carried.equals(that.carried) && this.baggage == that.baggage;
	}

	@Override
	public int hashCode() {
		return Objects.hash(this.lane, this.carried, this.baggage);
	}

	@Override
	public String toString() {
		return "TrafficContext[lane=" + this.lane + ", carried=" + this.carried.keySet() + "]";
	}

	/**
	 * The time during which a context is current.
	 */
	@FunctionalInterface
	public interface Scope extends AutoCloseable {

		/**
		 * Ends the scope. To be called on the thread that opened it.
		 */
		@Override
		void close();

	}

}
