package io.opensergo.spring.autoconfigure;

import io.opensergo.core.context.ContextHeaders;
import io.opensergo.core.engine.RuleEngine;
import io.opensergo.spring.propagation.kafka.KafkaListenerPostProcessor;
import io.opensergo.spring.propagation.kafka.KafkaProducerPostProcessor;
import io.opensergo.spring.propagation.kafka.KafkaRecordContexts;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBooleanProperty;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.context.annotation.Bean;
import org.springframework.kafka.core.KafkaTemplate;

/**
 * Auto-configuration of the lane on records of Spring for Apache Kafka.
 */
@AutoConfiguration(after = OpenSergoAutoConfiguration.class)
@ConditionalOnClass(KafkaTemplate.class)
@ConditionalOnBean(RuleEngine.class)
@ConditionalOnBooleanProperty(name = "opensergo.propagation.kafka.enabled", matchIfMissing = true)
public final class OpenSergoKafkaAutoConfiguration {

	@Bean
	@ConditionalOnMissingBean
	KafkaRecordContexts openSergoKafkaRecordContexts(ContextHeaders headers) {
		return new KafkaRecordContexts(headers);
	}

	@Bean
	@ConditionalOnMissingBean
	static KafkaListenerPostProcessor openSergoKafkaListenerPostProcessor(
			ObjectProvider<KafkaRecordContexts> contexts) {
		return new KafkaListenerPostProcessor(contexts);
	}

	@Bean
	@ConditionalOnMissingBean
	static KafkaProducerPostProcessor openSergoKafkaProducerPostProcessor(ObjectProvider<ContextHeaders> headers) {
		return new KafkaProducerPostProcessor(headers);
	}

}
