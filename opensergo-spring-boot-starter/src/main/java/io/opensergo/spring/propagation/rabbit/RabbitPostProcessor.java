package io.opensergo.spring.propagation.rabbit;

import java.util.Arrays;

import org.aopalliance.aop.Advice;
import org.jspecify.annotations.Nullable;

import org.springframework.amqp.rabbit.config.BaseRabbitListenerContainerFactory;
import org.springframework.amqp.rabbit.core.BatchingRabbitTemplate;
import org.springframework.amqp.rabbit.core.RabbitTemplate;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.config.BeanPostProcessor;

/**
 * Adds the lane to every {@link RabbitTemplate} and every factory of listener containers
 * that is a bean, beside the post-processors and advice that are there. A
 * {@link BatchingRabbitTemplate} is left alone: it makes one message out of many, which
 * may be of several lanes.
 */
public final class RabbitPostProcessor implements BeanPostProcessor {

	private final ObjectProvider<LaneMessagePostProcessor> outbound;

	private final ObjectProvider<LaneListenerAdvice> inbound;

	/**
	 * Creates a post-processor.
	 * @param outbound writes the lane
	 * @param inbound binds the context
	 */
	public RabbitPostProcessor(ObjectProvider<LaneMessagePostProcessor> outbound,
			ObjectProvider<LaneListenerAdvice> inbound) {
		this.outbound = outbound;
		this.inbound = inbound;
	}

	@Override
	public Object postProcessAfterInitialization(Object bean, String beanName) {
		if (bean instanceof RabbitTemplate template && !(bean instanceof BatchingRabbitTemplate)) {
			template.addBeforePublishPostProcessors(this.outbound.getObject());
		}
		else if (bean instanceof BaseRabbitListenerContainerFactory<?> factory) {
			factory.setAdviceChain(first(this.inbound.getObject(), factory.getAdviceChain()));
		}
		return bean;
	}

	private static Advice[] first(Advice own, Advice @Nullable [] present) {
		if (present == null) {
			return new Advice[] { own };
		}
		if (Arrays.asList(present).contains(own)) {
			return present;
		}
		Advice[] chain = new Advice[present.length + 1];
		chain[0] = own;
		System.arraycopy(present, 0, chain, 1, present.length);
		return chain;
	}

}
