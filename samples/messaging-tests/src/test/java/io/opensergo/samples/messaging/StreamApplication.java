package io.opensergo.samples.messaging;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.Consumer;
import java.util.function.Function;

import io.opensergo.core.context.TrafficContext;
import io.opensergo.spring.propagation.stream.StreamMessageContexts;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;
import org.slf4j.MDC;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;

import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.SpringBootConfiguration;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.cloud.stream.function.StreamBridge;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.core.Ordered;
import org.springframework.integration.config.GlobalChannelInterceptor;
import org.springframework.messaging.Message;
import org.springframework.messaging.MessageChannel;
import org.springframework.messaging.support.ChannelInterceptor;
import org.springframework.messaging.support.MessageBuilder;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * An application of Spring Cloud Stream: {@code StreamBridge} sends to {@code first}, a
 * function forwards to {@code second}, a consumer ends the way. What it proves is the
 * same for all binders.
 */
final class StreamApplication implements AutoCloseable {

	private final ConfigurableApplicationContext application;

	private final Inbox inbox;

	private final StreamBridge bridge;

	StreamApplication(String binder, String... properties) {
		this.application = new SpringApplicationBuilder(Functions.class).web(WebApplicationType.NONE)
			.properties("spring.application.name=order", "spring.main.banner-mode=off", "logging.level.root=error",
					"spring.cloud.stream.default-binder=" + binder,
					"spring.cloud.function.definition=forward;last;failing;straight;hopping;forgetful",
					"spring.cloud.stream.bindings.forward-in-0.destination=first",
					"spring.cloud.stream.bindings.forward-in-0.group=order",
					"spring.cloud.stream.bindings.forward-out-0.destination=second",
					"spring.cloud.stream.bindings.last-in-0.destination=second",
					"spring.cloud.stream.bindings.last-in-0.group=order",
					"spring.cloud.stream.bindings.failing-in-0.destination=third",
					"spring.cloud.stream.bindings.failing-in-0.group=order",
					"spring.cloud.stream.bindings.failing-in-0.consumer.max-attempts=1",
					"spring.cloud.stream.bindings.straight-in-0.destination=fourth",
					"spring.cloud.stream.bindings.straight-in-0.group=order",
					"spring.cloud.stream.bindings.straight-out-0.destination=second",
					"spring.cloud.stream.bindings.hopping-in-0.destination=fifth",
					"spring.cloud.stream.bindings.hopping-in-0.group=order",
					"spring.cloud.stream.bindings.hopping-out-0.destination=second",
					"spring.cloud.stream.bindings.forgetful-in-0.destination=sixth",
					"spring.cloud.stream.bindings.forgetful-in-0.group=order",
					"spring.cloud.stream.bindings.forgetful-out-0.destination=second")
			.properties(properties)
			.run();
		this.inbox = this.application.getBean(Inbox.class);
		this.bridge = this.application.getBean(StreamBridge.class);
	}

	void carriesLaneAndNextMessageHasNone() {
		Lanes.serving("gray", () -> this.bridge.send("first", "a"));
		assertThat(this.inbox.take(2)).allMatch((handled) -> handled.isIn("gray"))
			.extracting(Handled::payload)
			.containsExactly("forward:a", "last:a");
		this.bridge.send("first", "b");
		assertThat(this.inbox.take(2)).allMatch((handled) -> handled.isIn(null))
			.extracting(Handled::payload)
			.containsExactly("forward:b", "last:b");
	}

	void keepsHeaderOfTheApplication() {
		Message<String> message = MessageBuilder.withPayload("a").setHeader(Lanes.HEADER, "blue").build();
		Lanes.serving("gray", () -> this.bridge.send("second", message));
		assertThat(this.inbox.take()).matches((handled) -> handled.isIn("blue"));
	}

	void leavesNothingBehindWhenAFunctionThrows() {
		Lanes.serving("gray", () -> this.bridge.send("third", "fail"));
		this.bridge.send("third", "b");
		Handled handled = this.inbox.take();
		assertThat(handled.payload()).isEqualTo("failing:fail");
		while (handled.payload().equals("failing:fail")) {
			assertThat(handled).matches((failed) -> failed.isIn("gray"));
			handled = this.inbox.take();
		}
		assertThat(handled).matches((next) -> next.isIn(null));
	}

	void keepsLanesApart() {
		for (String lane : List.of("gray", "blue", "gray", "blue")) {
			Lanes.serving(lane, () -> this.bridge.send("second", lane));
		}
		assertThat(this.inbox.take(4)).allMatch((handled) -> handled.isIn(handled.payload().substring(5)));
	}

	/**
	 * A reactive function that changes threads, hands the context of each message on and
	 * returns messages with the headers that they came with.
	 */
	void carriesLaneThroughReactiveFunctionThatHandsItOn() {
		for (String lane : new String[] { "gray", null, "blue" }) {
			Lanes.serving(lane, () -> this.bridge.send("fifth", "a"));
			assertThat(this.inbox.take(2)).allMatch((handled) -> handled.isIn(lane))
				.extracting(Handled::payload)
				.containsExactly("hopping:a", "last:a");
		}
	}

	/**
	 * A reactive function that does neither, on the thread that received the message and
	 * on another one: its lane ends there, and is not mistaken for that of another
	 * message.
	 */
	void losesLaneInReactiveFunctionThatDoesNotHandItOn() {
		losesLane("fourth", "straight:a");
		losesLane("sixth", "forgetful:a");
	}

	private void losesLane(String destination, String payload) {
		for (String lane : new String[] { "gray", null, "blue" }) {
			Lanes.serving(lane, () -> this.bridge.send(destination, "a"));
			List<Handled> handled = this.inbox.take(2);
			assertThat(handled).extracting(Handled::payload).containsExactly(payload, "last:a");
			assertThat(handled.get(0).header()).isEqualTo(lane);
			assertThat(handled.get(0).logged()).isNull();
			assertThat(handled.get(1)).matches((next) -> next.isIn(null));
		}
	}

	/**
	 * What is bound to the threads that received messages, after each of them.
	 */
	void leavesThreadsOfListenersClean() {
		ThreadsAfterwards threads = this.application.getBean(ThreadsAfterwards.class);
		threads.seen.clear();
		Lanes.serving("gray", () -> this.bridge.send("first", "a"));
		this.inbox.take(2);
		Awaitility.await().until(() -> threads.seen.size() >= 2);
		leavesNothingBehindWhenAFunctionThrows();
		assertThat(threads.seen).hasSizeGreaterThan(2).containsOnly("null|null");
	}

	@Override
	public void close() {
		this.application.close();
	}

	@SpringBootConfiguration
	@EnableAutoConfiguration
	static class Functions {

		@Bean
		Inbox inbox() {
			return new Inbox();
		}

		@Bean
		Function<Message<String>, String> forward(Inbox inbox) {
			return (message) -> {
				inbox.add(Handled.now("forward:" + message.getPayload(), lane(message)));
				return message.getPayload();
			};
		}

		@Bean
		Consumer<Message<String>> last(Inbox inbox) {
			return (message) -> inbox.add(Handled.now("last:" + message.getPayload(), lane(message)));
		}

		@Bean
		Consumer<Message<String>> failing(Inbox inbox) {
			return (message) -> {
				inbox.add(Handled.now("failing:" + message.getPayload(), lane(message)));
				if (message.getPayload().equals("fail")) {
					throw new IllegalStateException("as asked");
				}
			};
		}

		@Bean
		Function<Flux<Message<String>>, Flux<String>> straight(Inbox inbox) {
			return (messages) -> messages.map((message) -> {
				inbox.add(Handled.now("straight:" + message.getPayload(), lane(message)));
				return message.getPayload();
			});
		}

		@Bean
		Function<Flux<Message<String>>, Flux<Message<String>>> hopping(Inbox inbox, StreamMessageContexts contexts) {
			return (messages) -> messages
				.concatMap((message) -> Mono.just(message).publishOn(Schedulers.parallel()).map((received) -> {
					inbox.add(Handled.now("hopping:" + received.getPayload(), lane(received)));
					return MessageBuilder.withPayload(received.getPayload()).copyHeaders(received.getHeaders()).build();
				}).contextWrite((view) -> view.put(TrafficContext.CARRIER_KEY, contexts.of(message))));
		}

		@Bean
		Function<Flux<Message<String>>, Flux<String>> forgetful(Inbox inbox) {
			return (messages) -> messages.publishOn(Schedulers.parallel()).map((message) -> {
				inbox.add(Handled.now("forgetful:" + message.getPayload(), lane(message)));
				return message.getPayload();
			});
		}

		@Bean
		@GlobalChannelInterceptor(patterns = "*-in-0", order = Ordered.HIGHEST_PRECEDENCE)
		ThreadsAfterwards threadsAfterwards() {
			return new ThreadsAfterwards();
		}

		private static @Nullable String lane(Message<?> message) {
			Object lane = message.getHeaders().get(Lanes.HEADER);
			return (lane instanceof byte[] bytes) ? new String(bytes, StandardCharsets.UTF_8) : (String) lane;
		}

	}

	/**
	 * Looks at the thread of a listener when everybody else is done with a message.
	 */
	static class ThreadsAfterwards implements ChannelInterceptor {

		private final Queue<String> seen = new ConcurrentLinkedQueue<>();

		@Override
		public void afterSendCompletion(Message<?> message, MessageChannel channel, boolean sent,
				@Nullable Exception ex) {
			this.seen.add(TrafficContext.currentOrNull() + "|" + MDC.get(TrafficContext.MDC_KEY));
		}

	}

}
