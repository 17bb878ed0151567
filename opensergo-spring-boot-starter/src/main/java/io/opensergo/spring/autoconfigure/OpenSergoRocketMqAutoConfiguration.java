package io.opensergo.spring.autoconfigure;

import io.opensergo.core.context.ContextHeaders;
import io.opensergo.core.engine.RuleEngine;
import io.opensergo.spring.propagation.rocketmq.LaneConsumeMessageHook;
import io.opensergo.spring.propagation.rocketmq.LaneSendMessageHook;
import io.opensergo.spring.propagation.rocketmq.RocketMessageContexts;
import io.opensergo.spring.propagation.rocketmq.RocketPostProcessor;
import org.apache.rocketmq.client.producer.DefaultMQProducer;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBooleanProperty;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.context.annotation.Bean;

/**
 * Auto-configuration of the lane on messages of the RocketMQ client.
 */
@AutoConfiguration(after = OpenSergoAutoConfiguration.class)
@ConditionalOnClass(DefaultMQProducer.class)
@ConditionalOnBean(RuleEngine.class)
@ConditionalOnBooleanProperty(name = "opensergo.propagation.rocketmq.enabled", matchIfMissing = true)
public final class OpenSergoRocketMqAutoConfiguration {

	@Bean
	@ConditionalOnMissingBean
	RocketMessageContexts openSergoRocketMessageContexts(ContextHeaders headers) {
		return new RocketMessageContexts(headers);
	}

	@Bean
	@ConditionalOnMissingBean
	LaneSendMessageHook openSergoLaneSendMessageHook(ContextHeaders headers) {
		return new LaneSendMessageHook(headers);
	}

	@Bean
	@ConditionalOnMissingBean
	LaneConsumeMessageHook openSergoLaneConsumeMessageHook(RocketMessageContexts contexts) {
		return new LaneConsumeMessageHook(contexts);
	}

	@Bean
	@ConditionalOnMissingBean
	static RocketPostProcessor openSergoRocketPostProcessor(ObjectProvider<LaneSendMessageHook> outbound,
			ObjectProvider<LaneConsumeMessageHook> inbound) {
		return new RocketPostProcessor(outbound, inbound);
	}

}
