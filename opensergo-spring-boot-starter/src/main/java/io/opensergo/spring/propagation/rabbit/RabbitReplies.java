package io.opensergo.spring.propagation.rabbit;

import java.util.Arrays;

import org.jspecify.annotations.Nullable;

import org.springframework.amqp.core.MessagePostProcessor;
import org.springframework.amqp.rabbit.listener.AbstractMessageListenerContainer;
import org.springframework.amqp.rabbit.listener.RabbitListenerEndpointRegistry;
import org.springframework.amqp.rabbit.listener.adapter.AbstractAdaptableMessageListener;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.context.SmartLifecycle;

/**
 * Adds the lane to what listener methods return, for queues further down the chain: a
 * listener publishes that by itself, without a template. Done before the first container
 * starts.
 */
public final class RabbitReplies implements SmartLifecycle {

	private final ObjectProvider<RabbitListenerEndpointRegistry> registries;

	private final LaneMessagePostProcessor outbound;

	private volatile boolean running;

	/**
	 * Creates a part of the lifecycle.
	 * @param registries the listeners
	 * @param outbound writes the lane
	 */
	public RabbitReplies(ObjectProvider<RabbitListenerEndpointRegistry> registries, LaneMessagePostProcessor outbound) {
		this.registries = registries;
		this.outbound = outbound;
	}

	@Override
	public void start() {
		for (RabbitListenerEndpointRegistry registry : this.registries) {
			for (Object container : registry.getListenerContainers()) {
				addTo(container);
			}
		}
		this.running = true;
	}

	/**
	 * The interface of containers is in another package since Spring AMQP 4.1.
	 */
	private void addTo(Object container) {
		if (container instanceof AbstractMessageListenerContainer amqp
				&& amqp.getMessageListener() instanceof AbstractAdaptableMessageListener listener) {
			listener.setBeforeSendReplyPostProcessors(last(listener.getBeforeSendReplyPostProcessors()));
		}
	}

	private MessagePostProcessor[] last(MessagePostProcessor @Nullable [] present) {
		if (present == null) {
			return new MessagePostProcessor[] { this.outbound };
		}
		if (Arrays.asList(present).contains(this.outbound)) {
			return present;
		}
		MessagePostProcessor[] all = Arrays.copyOf(present, present.length + 1);
		all[present.length] = this.outbound;
		return all;
	}

	@Override
	public void stop() {
		this.running = false;
	}

	@Override
	public boolean isRunning() {
		return this.running;
	}

	@Override
	public int getPhase() {
		return Integer.MIN_VALUE;
	}

}
