package io.opensergo.spring.autoconfigure;

import io.opensergo.core.context.ContextHeaders;
import io.opensergo.core.engine.RuleEngine;
import io.opensergo.spring.propagation.stream.LaneChannelInterceptor;
import io.opensergo.spring.propagation.stream.StreamMessageContexts;

import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBooleanProperty;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.cloud.stream.messaging.DirectWithAttributesChannel;
import org.springframework.context.annotation.Bean;
import org.springframework.core.Ordered;
import org.springframework.integration.config.GlobalChannelInterceptor;

/**
 * Auto-configuration of the lane on messages of Spring Cloud Stream, whatever the binder.
 */
@AutoConfiguration(after = OpenSergoAutoConfiguration.class)
@ConditionalOnClass({ DirectWithAttributesChannel.class, GlobalChannelInterceptor.class })
@ConditionalOnBean(RuleEngine.class)
@ConditionalOnBooleanProperty(name = "opensergo.propagation.stream.enabled", matchIfMissing = true)
public final class OpenSergoStreamAutoConfiguration {

	@Bean
	@ConditionalOnMissingBean
	StreamMessageContexts openSergoStreamMessageContexts(ContextHeaders headers) {
		return new StreamMessageContexts(headers);
	}

	@Bean
	@ConditionalOnMissingBean
	@GlobalChannelInterceptor(patterns = "*", order = Ordered.HIGHEST_PRECEDENCE + 100)
	LaneChannelInterceptor openSergoLaneChannelInterceptor(ContextHeaders headers, StreamMessageContexts contexts) {
		return new LaneChannelInterceptor(headers, contexts);
	}

}
