package io.opensergo.spring.propagation;

import java.util.Iterator;
import java.util.function.Function;

import io.opensergo.core.context.TrafficContext;
import org.jspecify.annotations.Nullable;

/**
 * The one context of several messages that are handled together: theirs when all agree,
 * else none, because a lane that is right for some messages is wrong for the others.
 */
public final class BatchContext {

	private BatchContext() {
	}

	/**
	 * The context that all messages share.
	 * @param messages the messages
	 * @param reader reads the context of a message
	 * @param <M> the type of a message
	 * @return the context, {@code null} when there is no message or two disagree
	 */
	public static <M> @Nullable TrafficContext of(Iterable<? extends M> messages, Function<M, TrafficContext> reader) {
		Iterator<? extends M> iterator = messages.iterator();
		TrafficContext common = iterator.hasNext() ? reader.apply(iterator.next()) : null;
		while (iterator.hasNext()) {
			if (!reader.apply(iterator.next()).equals(common)) {
				return null;
			}
		}
		return common;
	}

}
