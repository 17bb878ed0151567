package io.opensergo.samples.messaging;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;

import io.opensergo.core.context.TrafficContext;
import io.opensergo.spring.propagation.rabbit.RabbitMessageContexts;
import org.aopalliance.intercept.MethodInterceptor;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.MDC;

import org.springframework.amqp.core.Message;
import org.springframework.amqp.core.MessageProperties;
import org.springframework.amqp.core.Queue;
import org.springframework.amqp.rabbit.annotation.RabbitListener;
import org.springframework.amqp.rabbit.config.SimpleRabbitListenerContainerFactory;
import org.springframework.amqp.rabbit.connection.ConnectionFactory;
import org.springframework.amqp.rabbit.core.RabbitTemplate;
import org.springframework.amqp.rabbit.listener.RabbitListenerEndpointRegistry;
import org.springframework.boot.SpringBootConfiguration;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.messaging.handler.annotation.SendTo;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for lanes on RabbitMQ messages, with a real broker.
 */
class RabbitTests {

	private static @Nullable RabbitBroker broker;

	private static @Nullable ConfigurableApplicationContext application;

	private static Inbox inbox;

	private static RabbitTemplate template;

	@BeforeAll
	static void start(@TempDir Path folder) {
		Assumptions.assumeTrue(RabbitBroker.isInstalled(),
				"RabbitMQ is not installed: apt-get install rabbitmq-server runs these tests");
		broker = RabbitBroker.start(folder);
		application = new SpringApplicationBuilder(Application.class).web(WebApplicationType.NONE)
			.properties("spring.application.name=order", "spring.main.banner-mode=off", "logging.level.root=error",
					"spring.rabbitmq.host=127.0.0.1", "spring.rabbitmq.port=" + broker.port(),
					"spring.rabbitmq.listener.simple.retry.enabled=true",
					"spring.rabbitmq.listener.simple.retry.initial-interval=1ms",
					"spring.rabbitmq.listener.simple.retry.max-retries=1",
					"spring.rabbitmq.listener.simple.default-requeue-rejected=false")
			.run();
		inbox = application.getBean(Inbox.class);
		template = application.getBean("rabbitTemplate", RabbitTemplate.class);
	}

	@AfterAll
	static void stop() {
		if (application != null) {
			application.close();
		}
		if (broker != null) {
			broker.close();
		}
	}

	@Test
	void messageCarriesLaneAndNextMessageOnTheSameThreadHasNone() {
		Lanes.serving("gray", () -> template.convertAndSend("messages", "a"));
		template.convertAndSend("messages", "b");
		Handled first = inbox.take();
		Handled second = inbox.take();
		assertThat(first).matches((handled) -> handled.isIn("gray")).extracting(Handled::payload).isEqualTo("a");
		assertThat(second).matches((handled) -> handled.isIn(null)).extracting(Handled::payload).isEqualTo("b");
		assertThat(second.thread()).isEqualTo(first.thread());
	}

	@Test
	void headerOfTheApplicationWins() {
		Lanes.serving("gray", () -> template.convertAndSend("messages", (Object) "a", (message) -> {
			message.getMessageProperties().setHeader(Lanes.HEADER, "blue");
			return message;
		}));
		assertThat(inbox.take()).matches((handled) -> handled.isIn("blue"));
	}

	@Test
	void messageIsLeftAsItIsAndCanBeSentAgainInAnotherLane() {
		Message message = new Message("a".getBytes(StandardCharsets.UTF_8), new MessageProperties());
		Lanes.serving("gray", () -> template.send("messages", message));
		assertThat(message.getMessageProperties().getHeaders()).doesNotContainKey(Lanes.HEADER);
		Lanes.serving("blue", () -> template.send("messages", message));
		assertThat(inbox.take()).matches((handled) -> handled.isIn("gray"));
		assertThat(inbox.take()).matches((handled) -> handled.isIn("blue"));
	}

	@Test
	void listenerThatThrowsIsRetriedInItsLaneAndLeavesNothingBehind() {
		Lanes.serving("gray", () -> template.convertAndSend("messages", "fail"));
		template.convertAndSend("messages", "b");
		List<Handled> handled = inbox.take(3);
		assertThat(handled).extracting(Handled::payload).containsExactly("fail", "fail", "b");
		assertThat(handled).allMatch((entry) -> entry.isIn(entry.payload().equals("b") ? null : "gray"));
	}

	@Test
	void resultOfListenerIsForwardedInItsLane() {
		Lanes.serving("gray", () -> template.convertAndSend("messages", "forward"));
		List<Handled> handled = inbox.take(2);
		assertThat(handled).extracting(Handled::payload).containsExactly("forward", "forwarded:forward");
		assertThat(handled).allMatch((entry) -> entry.isIn("gray"));
	}

	@Test
	void batchOfOneLaneHasItAndMixedBatchHasNone() {
		RabbitListenerEndpointRegistry registry = application.getBean(RabbitListenerEndpointRegistry.class);
		Lanes.serving("gray", () -> template.convertAndSend("batches", "a"));
		Lanes.serving("gray", () -> template.convertAndSend("batches", "b"));
		registry.getListenerContainer("batches").start();
		Handled common = inbox.take();
		assertThat(common.payload()).isEqualTo("gray,gray");
		assertThat(common.logged()).isEqualTo("gray");
		Lanes.serving("gray", () -> template.convertAndSend("batches", "a"));
		Lanes.serving("blue", () -> template.convertAndSend("batches", "b"));
		Handled mixed = inbox.take();
		assertThat(mixed.payload()).isEqualTo("gray,blue");
		assertThat(mixed.logged()).isNull();
		registry.getListenerContainer("batches").stop();
	}

	@Test
	void adviceOfTheApplicationStays() {
		Lanes.serving("gray", () -> template.convertAndSend("advised", "a"));
		assertThat(inbox.take()).matches((handled) -> handled.isIn("gray"));
		assertThat(application.getBean(Application.class).seenByAdvice).contains("gray");
	}

	@Test
	void templateMadeByHandCarriesLane() {
		RabbitTemplate own = application.getBean("ownTemplate", RabbitTemplate.class);
		Lanes.serving("gray", () -> own.convertAndSend("messages", "a"));
		assertThat(inbox.take()).matches((handled) -> handled.isIn("gray"));
	}

	@Test
	void concurrentMessagesKeepTheirOwnLane() throws InterruptedException {
		ExecutorService senders = Executors.newFixedThreadPool(6);
		int count = 600;
		for (int i = 0; i < count; i++) {
			@Nullable String lane = new String[] { "gray", "blue", null }[i % 3];
			senders.execute(() -> Lanes.serving(lane, () -> template.convertAndSend("parallel", String.valueOf(lane))));
		}
		senders.shutdown();
		assertThat(senders.awaitTermination(1, TimeUnit.MINUTES)).isTrue();
		assertThat(inbox.take(count))
			.allMatch((handled) -> handled.isIn(handled.payload().equals("null") ? null : handled.payload()));
	}

	static @Nullable String lane(Message message) {
		return message.getMessageProperties().getHeader(Lanes.HEADER);
	}

	static String text(Message message) {
		return new String(message.getBody(), StandardCharsets.UTF_8);
	}

	@SpringBootConfiguration
	@EnableAutoConfiguration
	static class Application {

		final List<String> seenByAdvice = new CopyOnWriteArrayList<>();

		@Bean
		Inbox inbox() {
			return new Inbox();
		}

		@Bean
		RabbitTemplate rabbitTemplate(ConnectionFactory connections) {
			return new RabbitTemplate(connections);
		}

		@Bean
		RabbitTemplate ownTemplate(ConnectionFactory connections) {
			RabbitTemplate template = new RabbitTemplate(connections);
			template.setChannelTransacted(true);
			return template;
		}

		@Bean
		Queue messages() {
			return new Queue("messages", false);
		}

		@Bean
		Queue forwarded() {
			return new Queue("forwarded", false);
		}

		@Bean
		Queue batches() {
			return new Queue("batches", false);
		}

		@Bean
		Queue advised() {
			return new Queue("advised", false);
		}

		@Bean
		Queue parallel() {
			return new Queue("parallel", false);
		}

		@Bean
		SimpleRabbitListenerContainerFactory batchFactory(ConnectionFactory connections) {
			SimpleRabbitListenerContainerFactory factory = new SimpleRabbitListenerContainerFactory();
			factory.setConnectionFactory(connections);
			factory.setBatchListener(true);
			factory.setConsumerBatchEnabled(true);
			factory.setBatchSize(2);
			return factory;
		}

		@Bean
		SimpleRabbitListenerContainerFactory advisedFactory(ConnectionFactory connections) {
			SimpleRabbitListenerContainerFactory factory = new SimpleRabbitListenerContainerFactory();
			factory.setConnectionFactory(connections);
			factory.setAdviceChain((MethodInterceptor) (invocation) -> {
				this.seenByAdvice.add(String.valueOf(MDC.get("lane")));
				return invocation.proceed();
			});
			return factory;
		}

		@Bean
		Listeners listeners(Inbox inbox, RabbitMessageContexts contexts) {
			return new Listeners(inbox, contexts);
		}

	}

	static class Listeners {

		private final Inbox inbox;

		private final RabbitMessageContexts contexts;

		Listeners(Inbox inbox, RabbitMessageContexts contexts) {
			this.inbox = inbox;
			this.contexts = contexts;
		}

		@RabbitListener(queues = "messages")
		@SendTo("forwarded")
		@Nullable String message(Message message) {
			String text = text(message);
			this.inbox.add(Handled.now(text, lane(message)));
			if (text.equals("fail")) {
				throw new IllegalStateException("as asked");
			}
			return text.equals("forward") ? "forward" : null;
		}

		@RabbitListener(queues = "forwarded")
		void forwarded(Message message) {
			this.inbox.add(Handled.now("forwarded:" + text(message), lane(message)));
		}

		@RabbitListener(queues = "advised", containerFactory = "advisedFactory")
		void advised(Message message) {
			this.inbox.add(Handled.now(text(message), lane(message)));
		}

		@RabbitListener(queues = "parallel", concurrency = "3")
		void parallel(Message message) {
			this.inbox.add(Handled.now(text(message), lane(message)));
		}

		@RabbitListener(id = "batches", queues = "batches", containerFactory = "batchFactory", autoStartup = "false")
		void batch(List<Message> messages) {
			List<String> each = new ArrayList<>();
			for (Message message : messages) {
				try (TrafficContext.Scope scope = this.contexts.of(message).makeCurrent()) {
					each.add(String.valueOf(MDC.get("lane")));
				}
			}
			this.inbox.add(Handled.now(String.join(",", each), null));
		}

	}

}
