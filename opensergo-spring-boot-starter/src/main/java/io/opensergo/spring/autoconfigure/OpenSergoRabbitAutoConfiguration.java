package io.opensergo.spring.autoconfigure;

import io.opensergo.core.context.ContextHeaders;
import io.opensergo.core.engine.RuleEngine;
import io.opensergo.spring.propagation.rabbit.LaneListenerAdvice;
import io.opensergo.spring.propagation.rabbit.LaneMessagePostProcessor;
import io.opensergo.spring.propagation.rabbit.RabbitMessageContexts;
import io.opensergo.spring.propagation.rabbit.RabbitPostProcessor;
import io.opensergo.spring.propagation.rabbit.RabbitReplies;

import org.springframework.amqp.rabbit.core.RabbitTemplate;
import org.springframework.amqp.rabbit.listener.RabbitListenerEndpointRegistry;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBooleanProperty;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.context.annotation.Bean;

/**
 * Auto-configuration of the lane on messages of Spring AMQP.
 */
@AutoConfiguration(after = OpenSergoAutoConfiguration.class)
@ConditionalOnClass(RabbitTemplate.class)
@ConditionalOnBean(RuleEngine.class)
@ConditionalOnBooleanProperty(name = "opensergo.propagation.rabbit.enabled", matchIfMissing = true)
public final class OpenSergoRabbitAutoConfiguration {

	@Bean
	@ConditionalOnMissingBean
	RabbitMessageContexts openSergoRabbitMessageContexts(ContextHeaders headers) {
		return new RabbitMessageContexts(headers);
	}

	@Bean
	@ConditionalOnMissingBean
	LaneListenerAdvice openSergoLaneListenerAdvice(RabbitMessageContexts contexts) {
		return new LaneListenerAdvice(contexts);
	}

	@Bean
	@ConditionalOnMissingBean
	LaneMessagePostProcessor openSergoLaneMessagePostProcessor(ContextHeaders headers) {
		return new LaneMessagePostProcessor(headers);
	}

	@Bean
	@ConditionalOnMissingBean
	RabbitReplies openSergoRabbitReplies(ObjectProvider<RabbitListenerEndpointRegistry> registries,
			LaneMessagePostProcessor outbound) {
		return new RabbitReplies(registries, outbound);
	}

	@Bean
	@ConditionalOnMissingBean
	static RabbitPostProcessor openSergoRabbitPostProcessor(ObjectProvider<LaneMessagePostProcessor> outbound,
			ObjectProvider<LaneListenerAdvice> inbound) {
		return new RabbitPostProcessor(outbound, inbound);
	}

}
