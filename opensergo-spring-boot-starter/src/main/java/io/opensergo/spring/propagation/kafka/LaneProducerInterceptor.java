package io.opensergo.spring.propagation.kafka;

import java.util.Map;

import io.opensergo.core.context.ContextHeaders;
import io.opensergo.core.context.TrafficContext;
import org.apache.kafka.clients.producer.ProducerInterceptor;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.header.Headers;
import org.jspecify.annotations.Nullable;

/**
 * Writes the lane of the sending thread into records. Made by the Kafka client, which
 * knows its class from {@code interceptor.classes}; {@link KafkaProducerPostProcessor}
 * names it there.
 *
 * @param <K> the type of keys
 * @param <V> the type of values
 */
public final class LaneProducerInterceptor<K, V> implements ProducerInterceptor<K, V> {

	/**
	 * The key of the configuration of a producer that holds the {@link ContextHeaders}.
	 */
	static final String CONTEXT_HEADERS = "opensergo.context-headers";

	private @Nullable ContextHeaders contextHeaders;

	/**
	 * Creates an interceptor that does nothing until it is configured.
	 */
	public LaneProducerInterceptor() {
	}

	@Override
	public void configure(Map<String, ?> configs) {
		if (configs.get(CONTEXT_HEADERS) instanceof ContextHeaders headers) {
			this.contextHeaders = headers;
		}
	}

	@Override
	public ProducerRecord<K, V> onSend(ProducerRecord<K, V> record) {
		if (this.contextHeaders == null) {
			return record;
		}
		OutboundRecordHeaders headers = new OutboundRecordHeaders(record);
		this.contextHeaders.write(TrafficContext.currentOrNull(), headers, OutboundRecordHeaders.ACCESS);
		Headers changed = headers.changed();
		return (changed != null) ? new ProducerRecord<>(record.topic(), record.partition(), record.timestamp(),
				record.key(), record.value(), changed) : record;
	}

	@Override
	public void close() {
	}

}
