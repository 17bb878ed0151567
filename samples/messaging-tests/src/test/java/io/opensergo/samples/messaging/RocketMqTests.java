package io.opensergo.samples.messaging;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;

import io.opensergo.core.context.TrafficContext;
import io.opensergo.spring.propagation.rocketmq.RocketMessageContexts;
import org.apache.rocketmq.client.consumer.DefaultMQPushConsumer;
import org.apache.rocketmq.client.consumer.listener.ConsumeConcurrentlyStatus;
import org.apache.rocketmq.client.consumer.listener.ConsumeOrderlyStatus;
import org.apache.rocketmq.client.consumer.listener.MessageListenerConcurrently;
import org.apache.rocketmq.client.consumer.listener.MessageListenerOrderly;
import org.apache.rocketmq.client.exception.MQClientException;
import org.apache.rocketmq.client.producer.DefaultMQProducer;
import org.apache.rocketmq.client.producer.SendCallback;
import org.apache.rocketmq.client.producer.SendResult;
import org.apache.rocketmq.common.consumer.ConsumeFromWhere;
import org.apache.rocketmq.common.message.Message;
import org.apache.rocketmq.common.message.MessageExt;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.MDC;

import org.springframework.beans.factory.annotation.Value;
import org.springframework.boot.SpringBootConfiguration;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for lanes on RocketMQ messages, with a real name server and broker.
 */
class RocketMqTests {

	private static RocketBroker broker;

	private static ConfigurableApplicationContext application;

	private static Inbox inbox;

	private static DefaultMQProducer producer;

	@BeforeAll
	static void start(@TempDir Path folder) throws Exception {
		broker = RocketBroker.start(folder);
		application = new SpringApplicationBuilder(Application.class).web(WebApplicationType.NONE)
			.properties("spring.application.name=order", "spring.main.banner-mode=off", "logging.level.root=error",
					"test.names=" + broker.address())
			.run();
		inbox = application.getBean(Inbox.class);
		producer = application.getBean(DefaultMQProducer.class);
		Awaitility.await("the broker at the name server")
			.atMost(Duration.ofMinutes(2))
			.ignoreExceptions()
			.until(() -> producer.send(message("ready", "ready")) != null);
	}

	@AfterAll
	static void stop() {
		application.close();
		broker.close();
	}

	@Test
	void messageCarriesLaneAndNextMessageOnTheSameThreadHasNone() throws Exception {
		Lanes.serving("gray", () -> producer.send(message("ordered", "a")));
		Handled first = inbox.take();
		producer.send(message("ordered", "b"));
		Handled second = inbox.take();
		assertThat(first).matches((handled) -> handled.isIn("gray")).extracting(Handled::payload).isEqualTo("a");
		assertThat(second).matches((handled) -> handled.isIn(null)).extracting(Handled::payload).isEqualTo("b");
		assertThat(second.thread()).isEqualTo(first.thread());
	}

	@Test
	void propertyOfTheApplicationWins() {
		Message message = message("messages", "a");
		message.putUserProperty(Lanes.HEADER, "blue");
		Lanes.serving("gray", () -> producer.send(message));
		assertThat(inbox.take()).matches((handled) -> handled.isIn("blue"));
		assertThat(message.getUserProperty(Lanes.HEADER)).isEqualTo("blue");
	}

	@Test
	void messageIsLeftAsItIsAndCanBeSentAgainInAnotherLane() {
		Message message = message("messages", "a");
		Lanes.serving("gray", () -> producer.send(message));
		assertThat(message.getUserProperty(Lanes.HEADER)).isNull();
		assertThat(inbox.take()).matches((handled) -> handled.isIn("gray"));
		Lanes.serving("blue", () -> producer.send(message));
		assertThat(inbox.take()).matches((handled) -> handled.isIn("blue"));
	}

	@Test
	void asynchronousSendCarriesTheLaneOfTheSendingThread() throws InterruptedException {
		CountDownLatch sent = new CountDownLatch(2);
		List<Throwable> failures = new CopyOnWriteArrayList<>();
		SendCallback callback = new SendCallback() {

			@Override
			public void onSuccess(SendResult result) {
				sent.countDown();
			}

			@Override
			public void onException(Throwable ex) {
				failures.add(ex);
				sent.countDown();
			}

		};
		Lanes.serving("gray", () -> producer.send(message("messages", "gray"), callback));
		Lanes.serving("blue", () -> producer.send(message("messages", "blue"), callback));
		assertThat(sent.await(30, TimeUnit.SECONDS)).isTrue();
		assertThat(failures).isEmpty();
		assertThat(inbox.take(2)).allMatch((handled) -> handled.isIn(handled.payload()));
	}

	@Test
	void oneWaySendCarriesLane() {
		Lanes.serving("gray", () -> producer.sendOneway(message("messages", "a")));
		assertThat(inbox.take()).matches((handled) -> handled.isIn("gray"));
	}

	@Test
	void everyMessageOfASentBatchCarriesLane() {
		Lanes.serving("gray", () -> producer.send(List.of(message("messages", "a"), message("messages", "b"))));
		List<Handled> handled = inbox.take(2);
		assertThat(handled).extracting(Handled::payload).containsExactlyInAnyOrder("a", "b");
		assertThat(handled).allMatch((entry) -> entry.isIn("gray"));
	}

	@Test
	void listenerThatThrowsIsRetriedInItsLaneAndLeavesNothingBehind() throws Exception {
		Lanes.serving("gray", () -> producer.send(message("ordered", "fail")));
		List<Handled> handled = new ArrayList<>(inbox.take(2));
		producer.send(message("ordered", "b"));
		handled.add(inbox.take());
		assertThat(handled).extracting(Handled::payload).containsExactly("fail", "again", "b");
		assertThat(handled).allMatch((entry) -> entry.isIn(entry.payload().equals("b") ? null : "gray"));
	}

	@Test
	void concurrentMessagesKeepTheirOwnLane() throws InterruptedException {
		ExecutorService senders = Executors.newFixedThreadPool(6);
		int count = 600;
		for (int i = 0; i < count; i++) {
			@Nullable String lane = new String[] { "gray", "blue", null }[i % 3];
			senders.execute(() -> Lanes.serving(lane, () -> producer.send(message("messages", String.valueOf(lane)))));
		}
		senders.shutdown();
		assertThat(senders.awaitTermination(1, TimeUnit.MINUTES)).isTrue();
		assertThat(inbox.take(count))
			.allMatch((handled) -> handled.isIn(handled.payload().equals("null") ? null : handled.payload()));
	}

	@Test
	void contextOfAMessageCanBeRead() {
		Message message = message("messages", "a");
		message.putUserProperty(Lanes.HEADER, "blue");
		assertThat(application.getBean(RocketMessageContexts.class).of(message))
			.isEqualTo(TrafficContext.ofLane("blue"));
	}

	private static Message message(String topic, String text) {
		return new Message(topic, text.getBytes(StandardCharsets.UTF_8));
	}

	private static String text(Message message) {
		return new String(message.getBody(), StandardCharsets.UTF_8);
	}

	@SpringBootConfiguration
	@EnableAutoConfiguration
	static class Application {

		@Bean
		Inbox inbox() {
			return new Inbox();
		}

		/**
		 * Runs before it is a bean, as in many applications.
		 */
		@Bean(destroyMethod = "shutdown")
		DefaultMQProducer producer(@Value("${test.names}") String names) throws MQClientException {
			DefaultMQProducer producer = new DefaultMQProducer("order");
			producer.setNamesrvAddr(names);
			producer.setDefaultTopicQueueNums(1);
			producer.setSendMsgTimeout(20_000);
			producer.start();
			return producer;
		}

		@Bean(destroyMethod = "shutdown")
		DefaultMQPushConsumer consumer(@Value("${test.names}") String names, Inbox inbox) throws MQClientException {
			DefaultMQPushConsumer consumer = consumer(names, "messages");
			consumer.registerMessageListener((MessageListenerConcurrently) (messages, context) -> {
				messages.forEach((message) -> handle(message, inbox));
				return ConsumeConcurrentlyStatus.CONSUME_SUCCESS;
			});
			consumer.start();
			return consumer;
		}

		@Bean(destroyMethod = "shutdown")
		DefaultMQPushConsumer orderedConsumer(@Value("${test.names}") String names, Inbox inbox)
				throws MQClientException {
			DefaultMQPushConsumer consumer = consumer(names, "ordered");
			consumer.setConsumeThreadMin(1);
			consumer.setConsumeThreadMax(1);
			consumer.setSuspendCurrentQueueTimeMillis(10);
			consumer.registerMessageListener((MessageListenerOrderly) (messages, context) -> {
				messages.forEach((message) -> handle(message, inbox));
				return ConsumeOrderlyStatus.SUCCESS;
			});
			consumer.start();
			return consumer;
		}

		private static DefaultMQPushConsumer consumer(String names, String topic) throws MQClientException {
			DefaultMQPushConsumer consumer = new DefaultMQPushConsumer("order-" + topic);
			consumer.setNamesrvAddr(names);
			consumer.setConsumeFromWhere(ConsumeFromWhere.CONSUME_FROM_FIRST_OFFSET);
			consumer.setPollNameServerInterval(200);
			consumer.subscribe(topic, "*");
			return consumer;
		}

		private static void handle(MessageExt message, Inbox inbox) {
			boolean again = text(message).equals("fail") && message.getReconsumeTimes() > 0;
			String lane = message.getUserProperty(Lanes.HEADER);
			inbox.add(Handled.now(again ? "again" : text(message), lane));
			if (text(message).equals("fail") && !again) {
				throw new IllegalStateException("as asked, with " + MDC.get("lane"));
			}
		}

	}

}
