package io.opensergo.samples.messaging;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;

import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

import org.springframework.kafka.core.DefaultKafkaConsumerFactory;
import org.springframework.kafka.test.EmbeddedKafkaKraftBroker;
import org.springframework.kafka.test.utils.KafkaTestUtils;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for lanes on messages of Spring Cloud Stream, with the Kafka binder and a real
 * broker.
 */
class StreamKafkaTests {

	private static EmbeddedKafkaKraftBroker broker;

	private static StreamApplication application;

	@BeforeAll
	static void start() {
		broker = new EmbeddedKafkaKraftBroker(1, 1, "first", "second", "third", "fourth", "fifth", "sixth");
		broker.afterPropertiesSet();
		application = new StreamApplication("kafka",
				"spring.cloud.stream.kafka.binder.brokers=" + broker.getBrokersAsString());
	}

	@AfterAll
	static void stop() {
		application.close();
		broker.destroy();
	}

	@Test
	void messageCarriesLaneAndNextMessageHasNone() {
		application.carriesLaneAndNextMessageHasNone();
	}

	@Test
	void headerOfTheApplicationWins() {
		application.keepsHeaderOfTheApplication();
	}

	@Test
	void functionThatThrowsLeavesNothingBehind() {
		application.leavesNothingBehindWhenAFunctionThrows();
	}

	@Test
	void reactiveFunctionHandsLaneOn() {
		application.carriesLaneThroughReactiveFunctionThatHandsItOn();
	}

	@Test
	void reactiveFunctionLosesLaneThatItDoesNotHandOn() {
		application.losesLaneInReactiveFunctionThatDoesNotHandItOn();
	}

	@Test
	void threadsOfListenersAreLeftClean() {
		application.leavesThreadsOfListenersClean();
	}

	@Test
	void messagesKeepTheirOwnLane() {
		application.keepsLanesApart();
	}

	@Test
	void laneIsPlainTextOnTheWire() {
		Map<String, Object> properties = KafkaTestUtils.consumerProps(broker, "wire", true);
		try (Consumer<byte[], byte[]> consumer = new DefaultKafkaConsumerFactory<byte[], byte[]>(properties,
				new ByteArrayDeserializer(), new ByteArrayDeserializer())
			.createConsumer()) {
			broker.consumeFromAnEmbeddedTopic(consumer, "second");
			application.carriesLaneAndNextMessageHasNone();
			ConsumerRecord<byte[], byte[]> record = KafkaTestUtils.getRecords(consumer, Duration.ofSeconds(10))
				.iterator()
				.next();
			assertThat(new String(record.headers().lastHeader(Lanes.HEADER).value(), StandardCharsets.UTF_8))
				.isIn("gray", "blue");
		}
	}

}
