package io.opensergo.spring.propagation.rabbit;

import java.util.ArrayList;
import java.util.List;

import io.opensergo.core.context.TrafficContext;
import org.aopalliance.intercept.MethodInterceptor;
import org.aopalliance.intercept.MethodInvocation;
import org.jspecify.annotations.Nullable;

import org.springframework.amqp.core.Message;

/**
 * Binds the context of a message while a listener handles it, retries included. For a
 * batch it is the context that all messages share, and none when they do not share one.
 * It stands first in the advice chain of listener containers. A container that an
 * application makes without a factory gets it by hand, with
 * {@code container.setAdviceChain(laneListenerAdvice)}. Safe for all threads.
 */
public final class LaneListenerAdvice implements MethodInterceptor {

	private final RabbitMessageContexts contexts;

	/**
	 * Creates an advice.
	 * @param contexts reads the contexts of messages
	 */
	public LaneListenerAdvice(RabbitMessageContexts contexts) {
		this.contexts = contexts;
	}

	@Override
	public @Nullable Object invoke(MethodInvocation invocation) throws Throwable {
		TrafficContext context = contextOf(invocation.getArguments());
		if (context == null) {
			return invocation.proceed();
		}
		TrafficContext.Scope scope = context.makeCurrent();
		try {
			return invocation.proceed();
		}
		finally {
			scope.close();
		}
	}

	/**
	 * Containers call their listener with a channel, and a message or a list of them.
	 */
	private @Nullable TrafficContext contextOf(@Nullable Object[] arguments) {
		for (Object argument : arguments) {
			if (argument instanceof Message message) {
				return this.contexts.of(message);
			}
			if (argument instanceof List<?> batch) {
				return this.contexts.common(messages(batch));
			}
		}
		return null;
	}

	private static List<Message> messages(List<?> batch) {
		List<Message> messages = new ArrayList<>(batch.size());
		for (Object element : batch) {
			if (element instanceof Message message) {
				messages.add(message);
			}
		}
		return messages;
	}

}
