package io.opensergo.spring.propagation.kafka;

import io.opensergo.core.context.TrafficContext;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecords;

import org.springframework.kafka.listener.BatchInterceptor;

/**
 * Binds the context that all records of a batch share to the consumer thread, and none
 * when they do not share one.
 *
 * @param <K> the type of keys
 * @param <V> the type of values
 */
final class LaneBatchInterceptor<K, V> implements BatchInterceptor<K, V> {

	private final KafkaRecordContexts contexts;

	LaneBatchInterceptor(KafkaRecordContexts contexts) {
		this.contexts = contexts;
	}

	@Override
	public ConsumerRecords<K, V> intercept(ConsumerRecords<K, V> records, Consumer<K, V> consumer) {
		TrafficContext.bind(this.contexts.common(records));
		return records;
	}

	/**
	 * After every poll, thus after the error handling of the batch.
	 */
	@Override
	public void clearThreadState(Consumer<?, ?> consumer) {
		TrafficContext.bind(null);
	}

}
