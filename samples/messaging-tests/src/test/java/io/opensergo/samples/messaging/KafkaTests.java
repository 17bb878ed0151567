package io.opensergo.samples.messaging;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

import io.opensergo.core.context.TrafficContext;
import io.opensergo.spring.propagation.kafka.KafkaRecordContexts;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.ProducerInterceptor;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.slf4j.MDC;

import org.springframework.boot.SpringBootConfiguration;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.boot.kafka.autoconfigure.KafkaProperties;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Primary;
import org.springframework.kafka.annotation.KafkaListener;
import org.springframework.kafka.config.ConcurrentKafkaListenerContainerFactory;
import org.springframework.kafka.config.KafkaListenerEndpointRegistry;
import org.springframework.kafka.core.ConsumerFactory;
import org.springframework.kafka.core.DefaultKafkaProducerFactory;
import org.springframework.kafka.core.KafkaTemplate;
import org.springframework.kafka.listener.DeadLetterPublishingRecoverer;
import org.springframework.kafka.listener.DefaultErrorHandler;
import org.springframework.kafka.listener.MessageListenerContainer;
import org.springframework.kafka.listener.RecordInterceptor;
import org.springframework.kafka.test.EmbeddedKafkaKraftBroker;
import org.springframework.messaging.handler.annotation.SendTo;
import org.springframework.util.backoff.FixedBackOff;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for lanes on Kafka records, with a real broker.
 */
class KafkaTests {

	private static EmbeddedKafkaKraftBroker broker;

	private static ConfigurableApplicationContext application;

	private static Inbox inbox;

	private static KafkaTemplate<String, String> template;

	@BeforeAll
	static void start() {
		broker = new EmbeddedKafkaKraftBroker(1, 1, "records", "forwarded", "records-dlt", "batches", "parallel");
		broker.brokerProperty("transaction.state.log.replication.factor", "1");
		broker.brokerProperty("transaction.state.log.min.isr", "1");
		broker.afterPropertiesSet();
		application = new SpringApplicationBuilder(Application.class).web(WebApplicationType.NONE)
			.properties("spring.application.name=order", "spring.main.banner-mode=off", "logging.level.root=warn",
					"spring.kafka.bootstrap-servers=" + broker.getBrokersAsString(),
					"spring.kafka.consumer.group-id=order", "spring.kafka.consumer.auto-offset-reset=earliest",
					"spring.kafka.producer.properties.interceptor.classes=" + CountingInterceptor.class.getName())
			// As arguments, because the Kafka binder on this class path sets its own.
			.run("--spring.kafka.producer.key-serializer=" + StringSerializer.class.getName(),
					"--spring.kafka.producer.value-serializer=" + StringSerializer.class.getName(),
					"--spring.kafka.consumer.key-deserializer=" + StringDeserializer.class.getName(),
					"--spring.kafka.consumer.value-deserializer=" + StringDeserializer.class.getName());
		inbox = application.getBean(Inbox.class);
		template = application.getBean("kafkaTemplate", KafkaTemplate.class);
	}

	@AfterAll
	static void stop() {
		application.close();
		broker.destroy();
	}

	@Test
	void recordCarriesLaneAndNextRecordOnTheSameThreadHasNone() {
		Lanes.serving("gray", () -> template.send("records", "a").get());
		template.send("records", "b");
		Handled first = inbox.take();
		Handled second = inbox.take();
		assertThat(first).matches((handled) -> handled.isIn("gray")).extracting(Handled::payload).isEqualTo("a");
		assertThat(second).matches((handled) -> handled.isIn(null)).extracting(Handled::payload).isEqualTo("b");
		assertThat(second.thread()).isEqualTo(first.thread());
	}

	@Test
	void headerOfTheApplicationWins() {
		Lanes.serving("gray",
				() -> template
					.send(new ProducerRecord<>("records", null, null, "k", "a", List.of(new LaneHeader("blue"))))
					.get());
		assertThat(inbox.take()).matches((handled) -> handled.isIn("blue"));
	}

	@Test
	void recordIsLeftAsItIsAndCanBeSentAgainInAnotherLane() {
		ProducerRecord<String, String> record = new ProducerRecord<>("records", "a");
		Lanes.serving("gray", () -> template.send(record).get());
		assertThat(record.headers()).isEmpty();
		Lanes.serving("blue", () -> template.send(record).get());
		assertThat(inbox.take()).matches((handled) -> handled.isIn("gray"));
		assertThat(inbox.take()).matches((handled) -> handled.isIn("blue"));
	}

	@Test
	void listenerThatThrowsIsRetriedInItsLaneAndLeavesNothingBehind() {
		Lanes.serving("gray", () -> template.send("records", "fail").get());
		template.send("records", "b");
		List<Handled> handled = inbox.take(4);
		assertThat(handled).extracting(Handled::payload).containsExactlyInAnyOrder("fail", "fail", "dlt:fail", "b");
		assertThat(handled).allMatch((entry) -> entry.isIn(entry.payload().equals("b") ? null : "gray"));
	}

	@Test
	void resultOfListenerIsForwardedInItsLane() {
		Lanes.serving("gray", () -> template.send("records", "forward").get());
		List<Handled> handled = inbox.take(2);
		assertThat(handled).extracting(Handled::payload).containsExactly("forward", "forwarded:forward");
		assertThat(handled).allMatch((entry) -> entry.isIn("gray"));
	}

	@Test
	void batchOfOneLaneHasItAndMixedBatchHasNone() {
		MessageListenerContainer container = application.getBean(KafkaListenerEndpointRegistry.class)
			.getListenerContainer("batches");
		Lanes.serving("gray", () -> template.send("batches", "a").get());
		Lanes.serving("gray", () -> template.send("batches", "b").get());
		container.start();
		Handled common = inbox.take();
		assertThat(common.payload()).isEqualTo("gray,gray");
		assertThat(common.logged()).isEqualTo("gray");
		container.stop();
		Lanes.serving("gray", () -> template.send("batches", "a").get());
		Lanes.serving("blue", () -> template.send("batches", "b").get());
		template.send("batches", "c").join();
		container.start();
		Handled mixed = inbox.take();
		assertThat(mixed.payload()).isEqualTo("gray,blue,null");
		assertThat(mixed.logged()).isNull();
		container.stop();
	}

	@Test
	void interceptorsOfTheApplicationStay() {
		int before = CountingInterceptor.SENT.get();
		Lanes.serving("gray", () -> template.send("records", "a").get());
		assertThat(inbox.take()).matches((handled) -> handled.isIn("gray"));
		assertThat(CountingInterceptor.SENT.get()).isGreaterThan(before);
		assertThat(application.getBean(Application.class).seenByInterceptor).contains("gray");
	}

	@Test
	void templateMadeByHandCarriesLane() {
		KafkaTemplate<String, String> own = application.getBean("ownTemplate", KafkaTemplate.class);
		Lanes.serving("gray", () -> own.executeInTransaction((operations) -> operations.send("records", "a")));
		assertThat(inbox.take()).matches((handled) -> handled.isIn("gray"));
	}

	@Test
	void concurrentRecordsKeepTheirOwnLane() throws InterruptedException {
		ExecutorService senders = Executors.newFixedThreadPool(6);
		int count = 600;
		for (int i = 0; i < count; i++) {
			@Nullable String lane = new String[] { "gray", "blue", null }[i % 3];
			senders.execute(() -> Lanes.serving(lane, () -> template.send("parallel", String.valueOf(lane))));
		}
		senders.shutdown();
		assertThat(senders.awaitTermination(1, TimeUnit.MINUTES)).isTrue();
		assertThat(inbox.take(count))
			.allMatch((handled) -> handled.isIn(handled.payload().equals("null") ? null : handled.payload()));
	}

	static @Nullable String lane(ConsumerRecord<?, ?> record) {
		Header header = record.headers().lastHeader(Lanes.HEADER);
		return (header != null) ? new String(header.value(), StandardCharsets.UTF_8) : null;
	}

	record LaneHeader(String lane) implements Header {

		@Override
		public String key() {
			return Lanes.HEADER;
		}

		@Override
		public byte[] value() {
			return this.lane.getBytes(StandardCharsets.UTF_8);
		}

	}

	@SpringBootConfiguration
	@EnableAutoConfiguration
	static class Application {

		final List<String> seenByInterceptor = new CopyOnWriteArrayList<>();

		@Bean
		Inbox inbox() {
			return new Inbox();
		}

		@Bean
		KafkaTemplate<String, String> ownTemplate(KafkaProperties properties) {
			Map<String, Object> config = properties.buildProducerProperties();
			DefaultKafkaProducerFactory<String, String> factory = new DefaultKafkaProducerFactory<>(config,
					new StringSerializer(), new StringSerializer());
			factory.setTransactionIdPrefix("order-");
			return new KafkaTemplate<>(factory);
		}

		@Bean
		@Primary
		KafkaTemplate<Object, Object> kafkaTemplate(KafkaProperties properties) {
			return new KafkaTemplate<>(new DefaultKafkaProducerFactory<>(properties.buildProducerProperties()));
		}

		@Bean
		DefaultErrorHandler errorHandler(KafkaTemplate<Object, Object> template) {
			return new DefaultErrorHandler(new DeadLetterPublishingRecoverer(template), new FixedBackOff(0, 1));
		}

		@Bean
		RecordInterceptor<Object, Object> ownInterceptor() {
			return new RecordInterceptor<>() {

				@Override
				public ConsumerRecord<Object, Object> intercept(ConsumerRecord<Object, Object> record,
						Consumer<Object, Object> consumer) {
					Application.this.seenByInterceptor.add(String.valueOf(MDC.get("lane")));
					return record;
				}

			};
		}

		@Bean
		ConcurrentKafkaListenerContainerFactory<Object, Object> batchFactory(
				ConsumerFactory<Object, Object> consumers) {
			ConcurrentKafkaListenerContainerFactory<Object, Object> factory = new ConcurrentKafkaListenerContainerFactory<>();
			factory.setConsumerFactory(consumers);
			factory.setBatchListener(true);
			return factory;
		}

		@Bean
		Listeners listeners(Inbox inbox, KafkaRecordContexts contexts) {
			return new Listeners(inbox, contexts);
		}

	}

	static class Listeners {

		private final Inbox inbox;

		private final KafkaRecordContexts contexts;

		Listeners(Inbox inbox, KafkaRecordContexts contexts) {
			this.inbox = inbox;
			this.contexts = contexts;
		}

		@KafkaListener(topics = "records")
		@SendTo("forwarded")
		@Nullable String record(ConsumerRecord<String, String> record) {
			this.inbox.add(Handled.now(record.value(), lane(record)));
			if (record.value().equals("fail")) {
				throw new IllegalStateException("as asked");
			}
			return record.value().equals("forward") ? "forward" : null;
		}

		@KafkaListener(topics = "forwarded")
		void forwarded(ConsumerRecord<String, String> record) {
			this.inbox.add(Handled.now("forwarded:" + record.value(), lane(record)));
		}

		@KafkaListener(topics = "records-dlt")
		void deadLetter(ConsumerRecord<String, String> record) {
			this.inbox.add(Handled.now("dlt:" + record.value(), lane(record)));
		}

		@KafkaListener(topics = "parallel", concurrency = "2")
		void parallel(ConsumerRecord<String, String> record) {
			this.inbox.add(Handled.now(record.value(), lane(record)));
		}

		@KafkaListener(id = "batches", topics = "batches", containerFactory = "batchFactory", autoStartup = "false",
				properties = { "fetch.min.bytes=1", "max.poll.records=10" })
		void batch(List<ConsumerRecord<String, String>> records) {
			List<String> each = new ArrayList<>();
			for (ConsumerRecord<String, String> record : records) {
				try (TrafficContext.Scope scope = this.contexts.of(record).makeCurrent()) {
					each.add(String.valueOf(MDC.get("lane")));
				}
			}
			this.inbox.add(Handled.now(String.join(",", each), null));
		}

	}

	/**
	 * An interceptor of the application.
	 */
	public static final class CountingInterceptor implements ProducerInterceptor<String, String> {

		static final AtomicInteger SENT = new AtomicInteger();

		@Override
		public ProducerRecord<String, String> onSend(ProducerRecord<String, String> record) {
			SENT.incrementAndGet();
			return record;
		}

		@Override
		public void onAcknowledgement(RecordMetadata metadata, Exception exception) {
		}

		@Override
		public void close() {
		}

		@Override
		public void configure(Map<String, ?> configs) {
		}

	}

}
