package io.opensergo.spring.propagation.kafka;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;

import io.opensergo.core.context.ContextHeaders;
import io.opensergo.core.context.OutboundLane;
import io.opensergo.core.context.TrafficContext;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.slf4j.MDC;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link LaneRecordInterceptor} and {@link LaneBatchInterceptor}: what stays on
 * a consumer thread.
 */
class LaneRecordInterceptorTests {

	private final KafkaRecordContexts contexts = new KafkaRecordContexts(new ContextHeaders(new OutboundLane(null)));

	private final LaneRecordInterceptor<String, String> single = new LaneRecordInterceptor<>(this.contexts);

	private final LaneBatchInterceptor<String, String> batch = new LaneBatchInterceptor<>(this.contexts);

	@AfterEach
	void unbind() {
		TrafficContext.bind(null);
	}

	@Test
	void afterRecordNothingIsBound() {
		this.single.intercept(record("gray"), null);
		assertThat(MDC.get("lane")).isEqualTo("gray");
		this.single.afterRecord(record("gray"), null);
		assertNothingIsBound();
	}

	@Test
	void afterPollNothingIsBound() {
		this.single.intercept(record("gray"), null);
		this.single.clearThreadState(null);
		assertNothingIsBound();
		this.batch.intercept(records(record("gray"), record("\"gray\"")), null);
		assertThat(MDC.get("lane")).isEqualTo("gray");
		this.batch.clearThreadState(null);
		assertNothingIsBound();
	}

	@Test
	void interceptWhenRecordsDisagreeBindsNothing() {
		this.batch.intercept(records(record("gray"), record("blue")), null);
		assertNothingIsBound();
	}

	private static void assertNothingIsBound() {
		assertThat(TrafficContext.currentOrNull()).isNull();
		assertThat(MDC.get("lane")).isNull();
	}

	private static ConsumerRecord<String, String> record(String lane) {
		ConsumerRecord<String, String> record = new ConsumerRecord<>("records", 0, 0, null, "a");
		record.headers().add("x-opensergo-traffic", lane.getBytes(StandardCharsets.UTF_8));
		return record;
	}

	@SafeVarargs
	private static ConsumerRecords<String, String> records(ConsumerRecord<String, String>... records) {
		return new ConsumerRecords<>(Map.of(new TopicPartition("records", 0), List.of(records)), Map.of());
	}

}
