package io.opensergo.spring.propagation.kafka;

import org.jspecify.annotations.Nullable;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.config.BeanPostProcessor;
import org.springframework.kafka.config.AbstractKafkaListenerContainerFactory;
import org.springframework.kafka.listener.AbstractMessageListenerContainer;
import org.springframework.kafka.listener.BatchInterceptor;
import org.springframework.kafka.listener.CompositeBatchInterceptor;
import org.springframework.kafka.listener.CompositeRecordInterceptor;
import org.springframework.kafka.listener.RecordInterceptor;

/**
 * Adds the interceptors that bind the context of records to every factory of listener
 * containers, and to every container that is a bean, before the interceptors that are
 * there.
 */
public final class KafkaListenerPostProcessor implements BeanPostProcessor {

	private final ObjectProvider<KafkaRecordContexts> contexts;

	/**
	 * Creates a post-processor.
	 * @param contexts reads the contexts of records
	 */
	public KafkaListenerPostProcessor(ObjectProvider<KafkaRecordContexts> contexts) {
		this.contexts = contexts;
	}

	@Override
	public Object postProcessAfterInitialization(Object bean, String beanName) {
		if (bean instanceof AbstractKafkaListenerContainerFactory<?, ?, ?> factory) {
			intercept(factory);
		}
		else if (bean instanceof AbstractMessageListenerContainer<?, ?> container) {
			intercept(container);
		}
		return bean;
	}

	private <K, V> void intercept(AbstractKafkaListenerContainerFactory<?, K, V> factory) {
		factory.setRecordInterceptor(beforeRecord(factory.getRecordInterceptor()));
		factory.setBatchInterceptor(beforeBatch(factory.getBatchInterceptor()));
	}

	private <K, V> void intercept(AbstractMessageListenerContainer<K, V> container) {
		container.setRecordInterceptor(beforeRecord(container.getRecordInterceptor()));
		container.setBatchInterceptor(beforeBatch(container.getBatchInterceptor()));
	}

	@SuppressWarnings("unchecked")
	private <K, V> RecordInterceptor<K, V> beforeRecord(@Nullable RecordInterceptor<K, V> present) {
		LaneRecordInterceptor<K, V> own = new LaneRecordInterceptor<>(this.contexts.getObject());
		return (present != null) ? new CompositeRecordInterceptor<>(own, present) : own;
	}

	@SuppressWarnings("unchecked")
	private <K, V> BatchInterceptor<K, V> beforeBatch(@Nullable BatchInterceptor<K, V> present) {
		LaneBatchInterceptor<K, V> own = new LaneBatchInterceptor<>(this.contexts.getObject());
		return (present != null) ? new CompositeBatchInterceptor<>(own, present) : own;
	}

}
