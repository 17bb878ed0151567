package io.opensergo.core.outlier;

import java.lang.ref.Reference;
import java.lang.ref.ReferenceQueue;
import java.lang.ref.WeakReference;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;

import org.jspecify.annotations.Nullable;

/**
 * What is remembered of calls until they end. A call is known by the identity of an
 * object, which is not kept alive: a call that ends without a word, such as a reactive
 * one that is canceled, is forgotten when its object is garbage. Safe for all threads.
 *
 * @param <V> the type of what is remembered
 */
public final class OpenCalls<V> {

	private final Map<Call, V> calls = new ConcurrentHashMap<>();

	private final ReferenceQueue<Object> garbage = new ReferenceQueue<>();

	private final Consumer<V> abandoned;

	/**
	 * Remembers nothing yet.
	 * @param abandoned is given what was remembered of a call that ended without a word
	 */
	public OpenCalls(Consumer<V> abandoned) {
		this.abandoned = abandoned;
	}

	/**
	 * Whether nothing is remembered.
	 * @return {@code true} when no call is open
	 */
	public boolean isEmpty() {
		return this.calls.isEmpty();
	}

	/**
	 * Remembers a call.
	 * @param call the call
	 * @param value what is remembered
	 * @return what was remembered before, {@code null} for nothing
	 */
	public @Nullable V put(Object call, V value) {
		for (Reference<?> next = this.garbage.poll(); next != null; next = this.garbage.poll()) {
			V forgotten = this.calls.remove(next);
			if (forgotten != null) {
				this.abandoned.accept(forgotten);
			}
		}
		return this.calls.put(new Call(call, this.garbage), value);
	}

	/**
	 * Forgets a call.
	 * @param call the call
	 * @return what was remembered, {@code null} for nothing
	 */
	public @Nullable V remove(Object call) {
		return this.calls.isEmpty() ? null : this.calls.remove(new Call(call, null));
	}

	/**
	 * The identity of a call.
	 */
	private static final class Call extends WeakReference<Object> {

		private final int hash;

		Call(Object call, @Nullable ReferenceQueue<Object> queue) {
			super(call, queue);
			this.hash = System.identityHashCode(call);
		}

		@Override
		public boolean equals(@Nullable Object other) {
			if (this == other) {
				return true;
			}
			Object call = get();
			return call != null && other instanceof Call that && that.refersTo(call);
		}

		@Override
		public int hashCode() {
			return this.hash;
		}

	}

}
