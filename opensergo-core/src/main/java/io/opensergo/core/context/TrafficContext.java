package io.opensergo.core.context;

import java.util.Map;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.concurrent.Executor;

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
	 * The system property that names the key of the lane in the logging MDC. It is read
	 * once, when this class is initialized.
	 */
	public static final String MDC_KEY_PROPERTY = "opensergo.mdc.key";

	/**
	 * The key of the lane in the logging MDC unless {@value #MDC_KEY_PROPERTY} names
	 * another.
	 */
	public static final String DEFAULT_MDC_KEY = "lane";

	/**
	 * The key of the lane in the logging MDC.
	 */
	public static final String MDC_KEY = mdcKey();

	/**
	 * Holds {@code null} where nothing is bound: an entry that is removed has to be
	 * allocated again for the next request of the thread.
	 */
	private static final ThreadLocal<@Nullable TrafficContext> CURRENT = new ThreadLocal<>();

	private static final Scope UNBIND = () -> CURRENT.set(null);

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
	 * @return the scope; closing it, on the same thread, brings back what was before,
	 * also a value of the same MDC key that is not ours
	 */
	public Scope makeCurrent() {
		TrafficContext previous = CURRENT.get();
		String previousLane = MDC.get(MDC_KEY);
		boolean logged = this.lane != null || previousLane != null;
		CURRENT.set(this);
		if (!logged && previous == null) {
			return UNBIND;
		}
		if (logged) {
			log(this.lane);
		}
		return () -> {
			CURRENT.set(previous);
			if (logged) {
				log(previousLane);
			}
		};
	}

	/**
	 * Runs a task with this context current.
	 * @param task the task
	 */
	public void run(Runnable task) {
		Scope scope = makeCurrent();
		try {
			task.run();
		}
		finally {
			scope.close();
		}
	}

	/**
	 * Runs a task with this context current.
	 * @param task the task
	 * @param <T> the type of its result
	 * @return the result of the task, {@code null} if it is
	 * @throws Exception what the task throws
	 */
	public <T extends @Nullable Object> T call(Callable<T> task) throws Exception {
		Scope scope = makeCurrent();
		try {
			return task.call();
		}
		finally {
			scope.close();
		}
	}

	/**
	 * A task that takes the context of the current thread along.
	 *
	 * <pre>{@code
	 * Thread.startVirtualThread(TrafficContext.wrap(this::refresh));
	 * }</pre>
	 * @param task the task
	 * @return the task under the context that is bound now, on whatever thread it runs;
	 * the task itself when none is bound
	 */
	public static Runnable wrap(Runnable task) {
		TrafficContext context = CURRENT.get();
		return (context != null) ? () -> context.run(task) : task;
	}

	/**
	 * A task that takes the context of the current thread along.
	 * @param task the task
	 * @param <T> the type of its result
	 * @return the task under the context that is bound now, on whatever thread it runs;
	 * the task itself when none is bound
	 */
	public static <T extends @Nullable Object> Callable<T> wrap(Callable<T> task) {
		TrafficContext context = CURRENT.get();
		return (context != null) ? () -> context.call(task) : task;
	}

	/**
	 * An executor whose tasks take the context of the submitting thread along.
	 *
	 * <pre>{@code
	 * CompletableFuture.supplyAsync(this::load, TrafficContext.wrap(executor));
	 * }</pre>
	 * @param executor the executor that runs the tasks
	 * @return the executor; a task that is submitted where no context is bound is handed
	 * on as it is
	 */
	public static Executor wrap(Executor executor) {
		return (task) -> executor.execute(wrap(task));
	}

	/**
	 * Binds a context for a carrier that keeps track of what was before by itself, such
	 * as a {@code ThreadLocalAccessor}. Other code uses {@link #makeCurrent()}, which
	 * alone brings back a value of the same MDC key that is not ours.
	 * @param context the context, {@code null} to unbind; where none is bound that
	 * touches nothing
	 */
	public static void bind(@Nullable TrafficContext context) {
		if (context == null && CURRENT.get() == null) {
			return;
		}
		CURRENT.set(context);
		log((context != null) ? context.lane : null);
	}

	private static void log(@Nullable String lane) {
		if (lane != null) {
			MDC.put(MDC_KEY, lane);
		}
		else {
			MDC.remove(MDC_KEY);
		}
	}

	private static String mdcKey() {
		String key = System.getProperty(MDC_KEY_PROPERTY);
		return LaneName.isValid(key) ? key : DEFAULT_MDC_KEY;
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
