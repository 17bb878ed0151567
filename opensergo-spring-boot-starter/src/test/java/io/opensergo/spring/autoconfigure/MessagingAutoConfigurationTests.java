package io.opensergo.spring.autoconfigure;

import java.time.Clock;
import java.util.List;
import java.util.Map;

import io.opensergo.core.context.ContextHeaders;
import io.opensergo.core.context.OutboundLane;
import io.opensergo.core.engine.RoutingFailures;
import io.opensergo.core.engine.RuleEngine;
import io.opensergo.core.route.Caller;
import io.opensergo.spring.propagation.InboundColoring;
import io.opensergo.spring.propagation.PeerTrust;
import io.opensergo.spring.propagation.PropagationHosts;
import io.opensergo.spring.propagation.grpc.LaneClientInterceptor;
import io.opensergo.spring.propagation.grpc.LaneServerInterceptor;
import io.opensergo.spring.propagation.kafka.KafkaListenerPostProcessor;
import io.opensergo.spring.propagation.kafka.KafkaProducerPostProcessor;
import io.opensergo.spring.propagation.kafka.KafkaRecordContexts;
import io.opensergo.spring.propagation.kafka.LaneProducerInterceptor;
import io.opensergo.spring.propagation.rabbit.LaneListenerAdvice;
import io.opensergo.spring.propagation.rabbit.LaneMessagePostProcessor;
import io.opensergo.spring.propagation.rabbit.RabbitMessageContexts;
import io.opensergo.spring.propagation.rabbit.RabbitPostProcessor;
import io.opensergo.spring.propagation.rocketmq.LaneConsumeMessageHook;
import io.opensergo.spring.propagation.rocketmq.LaneSendMessageHook;
import io.opensergo.spring.propagation.rocketmq.RocketMessageContexts;
import io.opensergo.spring.propagation.rocketmq.RocketPostProcessor;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import org.springframework.amqp.rabbit.batch.SimpleBatchingStrategy;
import org.springframework.amqp.rabbit.connection.CachingConnectionFactory;
import org.springframework.amqp.rabbit.core.BatchingRabbitTemplate;
import org.springframework.amqp.rabbit.core.RabbitTemplate;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.test.context.FilteredClassLoader;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.kafka.config.ConcurrentKafkaListenerContainerFactory;
import org.springframework.kafka.core.DefaultKafkaProducerFactory;
import org.springframework.kafka.core.ProducerFactory;
import org.springframework.kafka.listener.CompositeRecordInterceptor;
import org.springframework.scheduling.concurrent.SimpleAsyncTaskScheduler;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for the auto-configurations of messaging and gRPC: present, backing off, absent.
 * What they do is tested with brokers in samples/messaging-tests.
 */
class MessagingAutoConfigurationTests {

	private final ApplicationContextRunner runner = new ApplicationContextRunner().withConfiguration(
			AutoConfigurations.of(OpenSergoAutoConfiguration.class, OpenSergoInboundAutoConfiguration.class,
					OpenSergoGrpcAutoConfiguration.class, OpenSergoKafkaAutoConfiguration.class,
					OpenSergoRabbitAutoConfiguration.class, OpenSergoRocketMqAutoConfiguration.class));

	@Test
	void allIsThere() {
		this.runner.run((context) -> assertThat(context).hasSingleBean(KafkaListenerPostProcessor.class)
			.hasSingleBean(KafkaProducerPostProcessor.class)
			.hasSingleBean(RabbitPostProcessor.class)
			.hasSingleBean(RocketPostProcessor.class)
			.hasSingleBean(LaneClientInterceptor.class)
			.hasSingleBean(LaneServerInterceptor.class));
	}

	@ParameterizedTest
	@CsvSource({ "grpc, openSergoLaneServerInterceptor", "grpc, openSergoLaneClientInterceptor",
			"kafka, openSergoKafkaRecordContexts", "rabbit, openSergoRabbitMessageContexts",
			"rocketmq, openSergoRocketMessageContexts" })
	void eachCanBeSwitchedOff(String name, String bean) {
		this.runner.run((context) -> assertThat(context).hasBean(bean));
		this.runner.withPropertyValues("opensergo.propagation." + name + ".enabled=false")
			.run((context) -> assertThat(context).hasNotFailed().doesNotHaveBean(bean));
		this.runner.withPropertyValues("opensergo.enabled=false")
			.run((context) -> assertThat(context).hasNotFailed().doesNotHaveBean(bean));
	}

	@ParameterizedTest
	@CsvSource({ "org.springframework.grpc, openSergoLaneServerInterceptor",
			"org.springframework.kafka, openSergoKafkaRecordContexts",
			"org.springframework.amqp, openSergoRabbitMessageContexts",
			"org.apache.rocketmq, openSergoRocketMessageContexts" })
	void withoutItsJarEachIsAbsent(String jar, String bean) {
		this.runner.withClassLoader(new FilteredClassLoader(jar))
			.run((context) -> assertThat(context).hasNotFailed().doesNotHaveBean(bean));
	}

	@Test
	void beansOfTheApplicationWin() {
		ContextHeaders headers = new ContextHeaders(new OutboundLane(null));
		RabbitMessageContexts rabbit = new RabbitMessageContexts(headers);
		RocketMessageContexts rocket = new RocketMessageContexts(headers);
		InboundColoring coloring = new InboundColoring(new RuleEngine(Caller.of("order", "default", Map.of())),
				PeerTrust.everybody(), headers, () -> 0, new RoutingFailures(Clock.systemUTC()));
		this.runner.withBean("kafka", KafkaRecordContexts.class, () -> new KafkaRecordContexts(headers))
			.withBean("rabbit", RabbitMessageContexts.class, () -> rabbit)
			.withBean("advice", LaneListenerAdvice.class, () -> new LaneListenerAdvice(rabbit))
			.withBean("postProcessor", LaneMessagePostProcessor.class, () -> new LaneMessagePostProcessor(headers))
			.withBean("rocket", RocketMessageContexts.class, () -> rocket)
			.withBean("send", LaneSendMessageHook.class, () -> new LaneSendMessageHook(headers))
			.withBean("consume", LaneConsumeMessageHook.class, () -> new LaneConsumeMessageHook(rocket))
			.withBean("client", LaneClientInterceptor.class,
					() -> new LaneClientInterceptor(headers, new PropagationHosts(List.of())))
			.withBean("server", LaneServerInterceptor.class, () -> new LaneServerInterceptor(coloring))
			.run((context) -> assertThat(context).hasNotFailed()
				.hasSingleBean(KafkaRecordContexts.class)
				.hasSingleBean(RabbitMessageContexts.class)
				.hasSingleBean(LaneListenerAdvice.class)
				.hasSingleBean(LaneMessagePostProcessor.class)
				.hasSingleBean(RocketMessageContexts.class)
				.hasSingleBean(LaneSendMessageHook.class)
				.hasSingleBean(LaneConsumeMessageHook.class)
				.hasSingleBean(LaneClientInterceptor.class)
				.hasSingleBean(LaneServerInterceptor.class));
	}

	@Test
	void kafkaInterceptorsOfTheApplicationStay() {
		this.runner
			.withBean("producers", DefaultKafkaProducerFactory.class,
					() -> new DefaultKafkaProducerFactory<>(
							Map.of(ProducerConfig.INTERCEPTOR_CLASSES_CONFIG, "com.example.A, com.example.B")))
			.withBean("listeners", ConcurrentKafkaListenerContainerFactory.class, () -> {
				ConcurrentKafkaListenerContainerFactory<Object, Object> factory = new ConcurrentKafkaListenerContainerFactory<>();
				factory.setRecordInterceptor((record, consumer) -> record);
				return factory;
			})
			.run((context) -> {
				assertThat(context.getBean(ProducerFactory.class).getConfigurationProperties()).containsEntry(
						ProducerConfig.INTERCEPTOR_CLASSES_CONFIG,
						List.of("com.example.A", "com.example.B", LaneProducerInterceptor.class.getName()));
				assertThat(context.getBean(ConcurrentKafkaListenerContainerFactory.class).getRecordInterceptor())
					.isInstanceOf(CompositeRecordInterceptor.class);
			});
	}

	@Test
	void rabbitTemplateThatBatchesIsLeftAlone() {
		this.runner.withBean("single", RabbitTemplate.class, () -> new RabbitTemplate(new CachingConnectionFactory()))
			.withBean("batching", BatchingRabbitTemplate.class,
					() -> new BatchingRabbitTemplate(new CachingConnectionFactory(),
							new SimpleBatchingStrategy(2, 1000, 1000), new SimpleAsyncTaskScheduler()))
			.run((context) -> {
				assertThat(context.getBean("single", RabbitTemplate.class).getBeforePublishPostProcessors())
					.singleElement()
					.isInstanceOf(LaneMessagePostProcessor.class);
				assertThat(context.getBean("batching", RabbitTemplate.class).getBeforePublishPostProcessors()).isNull();
			});
	}

}
