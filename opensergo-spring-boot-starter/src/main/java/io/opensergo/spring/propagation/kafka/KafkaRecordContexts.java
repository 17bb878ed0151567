package io.opensergo.spring.propagation.kafka;

import io.opensergo.core.context.ContextHeaders;
import io.opensergo.core.context.TrafficContext;
import io.opensergo.spring.propagation.BatchContext;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.jspecify.annotations.Nullable;

/**
 * The contexts of consumed records. A listener of single records has the context bound
 * already; a listener of batches whose records are of several lanes binds that of each
 * record by itself. Safe for all threads.
 *
 * <pre>{@code
 * for (ConsumerRecord<String, String> record : records) {
 *     try (TrafficContext.Scope scope = contexts.of(record).makeCurrent()) {
 *         handle(record);
 *     }
 * }
 * }</pre>
 */
public final class KafkaRecordContexts {

	private final ContextHeaders headers;

	/**
	 * Creates the contexts of an application.
	 * @param headers reads what crosses the wire
	 */
	public KafkaRecordContexts(ContextHeaders headers) {
		this.headers = headers;
	}

	/**
	 * The context that a record carries.
	 * @param record the record, which is left as it is
	 * @return the context; that of this instance when the record names no lane
	 */
	public TrafficContext of(ConsumerRecord<?, ?> record) {
		return this.headers.read(record.headers(), KafkaHeaderAccess.INSTANCE);
	}

	/**
	 * The context that all records of a batch carry.
	 * @param records the records
	 * @return the context, {@code null} when two records disagree
	 */
	@Nullable TrafficContext common(Iterable<? extends ConsumerRecord<?, ?>> records) {
		return BatchContext.<ConsumerRecord<?, ?>>of(records, this::of);
	}

}
