package io.opensergo.spring.propagation.kafka;

import java.util.List;

import io.opensergo.core.context.HeaderAccess;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.jspecify.annotations.Nullable;

/**
 * The headers of a record that is being sent, copied before the first change: the record
 * belongs to the application, which may send it again in another lane, and its headers
 * may be those of a consumed record.
 */
final class OutboundRecordHeaders {

	static final HeaderAccess<OutboundRecordHeaders> ACCESS = new Access();

	private final ProducerRecord<?, ?> record;

	private @Nullable Headers changed;

	OutboundRecordHeaders(ProducerRecord<?, ?> record) {
		this.record = record;
	}

	/**
	 * The headers to send in place of those of the record.
	 * @return the headers, {@code null} when nothing changed
	 */
	@Nullable Headers changed() {
		return this.changed;
	}

	private Headers current() {
		return (this.changed != null) ? this.changed : this.record.headers();
	}

	private Headers writable() {
		Headers headers = this.changed;
		if (headers == null) {
			headers = new RecordHeaders(this.record.headers());
			this.changed = headers;
		}
		return headers;
	}

	private static final class Access implements HeaderAccess<OutboundRecordHeaders> {

		@Override
		public @Nullable List<String> values(OutboundRecordHeaders carrier, String name) {
			return KafkaHeaderAccess.INSTANCE.values(carrier.current(), name);
		}

		@Override
		public void set(OutboundRecordHeaders carrier, String name, String value) {
			KafkaHeaderAccess.INSTANCE.set(carrier.writable(), name, value);
		}

		@Override
		public void remove(OutboundRecordHeaders carrier, String name) {
			KafkaHeaderAccess.INSTANCE.remove(carrier.writable(), name);
		}

	}

}
