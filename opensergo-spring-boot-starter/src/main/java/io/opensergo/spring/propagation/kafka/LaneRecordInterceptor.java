package io.opensergo.spring.propagation.kafka;

import io.opensergo.core.context.TrafficContext;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;

import org.springframework.kafka.listener.RecordInterceptor;

/**
 * Binds the context of a record to the consumer thread until the record is done, its
 * error handling included. A container owns its threads, so nothing was bound before.
 *
 * @param <K> the type of keys
 * @param <V> the type of values
 */
final class LaneRecordInterceptor<K, V> implements RecordInterceptor<K, V> {

	private final KafkaRecordContexts contexts;

	LaneRecordInterceptor(KafkaRecordContexts contexts) {
		this.contexts = contexts;
	}

	@Override
	public ConsumerRecord<K, V> intercept(ConsumerRecord<K, V> record, Consumer<K, V> consumer) {
		TrafficContext.bind(this.contexts.of(record));
		return record;
	}

	@Override
	public void afterRecord(ConsumerRecord<K, V> record, Consumer<K, V> consumer) {
		TrafficContext.bind(null);
	}

	/**
	 * After every poll: ends what an error or another interceptor left behind.
	 */
	@Override
	public void clearThreadState(Consumer<?, ?> consumer) {
		TrafficContext.bind(null);
	}

}
