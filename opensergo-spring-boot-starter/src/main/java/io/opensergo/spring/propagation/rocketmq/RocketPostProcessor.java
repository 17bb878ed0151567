package io.opensergo.spring.propagation.rocketmq;

import io.micrometer.context.ContextExecutorService;
import io.micrometer.context.ContextSnapshotFactory;
import io.opensergo.core.context.TrafficContext;
import org.apache.rocketmq.client.consumer.DefaultMQPushConsumer;
import org.apache.rocketmq.client.impl.producer.DefaultMQProducerImpl;
import org.apache.rocketmq.client.producer.DefaultMQProducer;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.config.BeanPostProcessor;

/**
 * Registers the hooks at every producer and push consumer that is a bean; they work for
 * those that run already. Asynchronous sends pass an executor of the producer, which is
 * wrapped so that the hook sees the context of the sending thread there.
 */
public final class RocketPostProcessor implements BeanPostProcessor {

	private final ObjectProvider<LaneSendMessageHook> outbound;

	private final ObjectProvider<LaneConsumeMessageHook> inbound;

	private final ContextSnapshotFactory snapshots = ContextSnapshotFactory.builder()
		.captureKeyPredicate(TrafficContext.CARRIER_KEY::equals)
		.build();

	/**
	 * Creates a post-processor.
	 * @param outbound writes the lane
	 * @param inbound binds the context
	 */
	public RocketPostProcessor(ObjectProvider<LaneSendMessageHook> outbound,
			ObjectProvider<LaneConsumeMessageHook> inbound) {
		this.outbound = outbound;
		this.inbound = inbound;
	}

	@Override
	public Object postProcessAfterInitialization(Object bean, String beanName) {
		if (bean instanceof DefaultMQProducer producer) {
			register(producer);
		}
		else if (bean instanceof DefaultMQPushConsumer consumer) {
			consumer.registerConsumeMessageHook(this.inbound.getObject());
		}
		return bean;
	}

	/**
	 * The deprecated method is the only way to the hooks that the client publishes.
	 */
	@SuppressWarnings("deprecation")
	private void register(DefaultMQProducer producer) {
		DefaultMQProducerImpl client = producer.getDefaultMQProducerImpl();
		client.registerSendMessageHook(this.outbound.getObject());
		producer.setAsyncSenderExecutor(
				ContextExecutorService.wrap(client.getAsyncSenderExecutor(), () -> this.snapshots.captureAll()));
	}

}
